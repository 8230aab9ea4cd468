"""Only the address of a page becomes a link, and it leads where it says."""

import pytest

from bot.domain.links import LONGEST, host_of, web_address


@pytest.mark.parametrize("address", [
    "https://example.com", "http://example.com/a?b=c#d", "HTTPS://Example.com/리뷰", "https://example.co.kr:8443/1",
    "https://예시.한국/글"])
def test_the_address_of_a_page_is_taken_as_it_is(address: str) -> None:
    assert web_address(f"  {address}\n") == address


@pytest.mark.parametrize("typed", [
    None, "", " ", "example.com", "see the review", "javascript:alert(1)", "ftp://example.com", "file:///etc/passwd",
    "https://", "https://localhost", "https://bank.example@evil.example/", "https://a b.example", "https://a.example|x",
    "https://a.example\nhttps://b.example", "https://[::1", "https://a.example:port/", "slack://open?team=T1",
    "https://a.example/<!channel>", "https://a.example/" + "x" * LONGEST])
def test_anything_else_becomes_no_link(typed: str | None) -> None:
    assert web_address(typed) is None


@pytest.mark.parametrize("address, host", [
    ("https://www.example.com/x", "example.com"), ("https://Shop.Example.com:8443/", "shop.example.com")])
def test_it_is_said_where_an_address_leads(address: str, host: str) -> None:
    assert host_of(address) == host
