"""What a first report needs is loaded beside the start, so that nobody's first report waits for it."""

import subprocess
import sys

from tests.source import ROOT

FIRST_REPORT = """
import sys
from bot import app
from bot.domain.masking import mask
from bot.domain.wording import tidy, title_of
from bot.text import say
late = "phonenumbers" not in sys.modules
app._load_words()
loaded = set(sys.modules)
mask(tidy("call me at 030 901820, account DE89370400440532013000, card 5555 5555 5555 4444, tax id 86 095 742 719"))
for spoken in ("en", "ko", "ja"):
    say(spoken, "report.stored", number=1)
print(late, sorted(set(sys.modules) - loaded))
"""


def test_a_first_report_finds_everything_loaded_and_the_start_waits_for_none_of_it() -> None:
    result = subprocess.run([sys.executable, "-c", FIRST_REPORT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "True []"
