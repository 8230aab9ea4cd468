-- SNAG_ENCRYPTION_KEY=bm90IGEgc2VjcmV0LCBvbmx5IDMyIGJ5dGVzIGxvbmc=
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE annoyance (
	workspace_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	team_key VARCHAR, 
	moving_to VARCHAR, 
	moving_why VARCHAR, 
	touchpoint_key VARCHAR, 
	assignee VARCHAR, 
	route_by VARCHAR NOT NULL, 
	route_phrase VARCHAR, 
	route_sure FLOAT NOT NULL, 
	guesses JSON NOT NULL, 
	moves INTEGER NOT NULL, 
	check_round INTEGER NOT NULL, 
	what_was_done TEXT, 
	for_customer TEXT, 
	root_cause VARCHAR, 
	prevention TEXT, 
	merged_into INTEGER, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT annoyance_pkey PRIMARY KEY (workspace_id, number), 
	CONSTRAINT annoyance_workspace_id_merged_into_fkey FOREIGN KEY(workspace_id, merged_into) REFERENCES annoyance (workspace_id, number), 
	CONSTRAINT annoyance_workspace_id_moving_to_fkey FOREIGN KEY(workspace_id, moving_to) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT annoyance_workspace_id_team_key_fkey FOREIGN KEY(workspace_id, team_key) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT annoyance_workspace_id_touchpoint_key_fkey FOREIGN KEY(workspace_id, touchpoint_key) REFERENCES touchpoint (workspace_id, "key"), 
	CONSTRAINT annoyance_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',1,'The refund never arrived and nobody answers','verified','payments',NULL,NULL,NULL,NULL,'keyword','refund',8.3333333333333337034e-01,'[{"team": "payments", "phrase": "refund", "sure": 0.8333333333333334}]',0,1,'Paid it back, and the form says when',NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.251862','2026-03-24 12:00:00.132438');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',2,'환불이 일주일째 안 들어온대요','resolved','payments',NULL,NULL,'checkout',NULL,'keyword','환불',8.3333333333333337034e-01,'[{"team": "payments", "phrase": "\ud658\ubd88", "sure": 0.8333333333333334}]',0,1,'The bank had the wrong file',NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.352135','2026-03-13 09:00:02.782214');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',3,'荷物が届かないのに配達済みと表示されます','came_back','delivery',NULL,NULL,NULL,NULL,'keyword','荷物',9.0909090909090906063e-01,'[{"team": "delivery", "phrase": "\u8377\u7269", "sure": 0.9090909090909091}]',0,1,'配達員の端末を直しました',NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.638354','2026-03-13 09:00:02.617192');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',4,'차에서 블루투스가 계속 끊겨요','planned','app',NULL,NULL,NULL,'U0HANA','keyword','블루투스',8.3333333333333337034e-01,'[{"team": "app", "phrase": "\ube14\ub8e8\ud22c\uc2a4", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.688086','2026-03-04 09:00:01.948642');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',5,'The app forgets the address each time','acknowledged','app',NULL,NULL,NULL,NULL,'keyword','app',8.3333333333333337034e-01,'[{"team": "app", "phrase": "app", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.726161','2026-03-04 09:00:02.007669');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',6,'返金の画面が途中で止まります','new','payments',NULL,NULL,NULL,NULL,'keyword','返金',8.3333333333333337034e-01,'[{"team": "payments", "phrase": "\u8fd4\u91d1", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.765907','2026-03-04 09:00:00.765907');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',7,'The lift smells of fish','triage',NULL,NULL,NULL,NULL,NULL,'nothing',NULL,0.0,'[]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.805989','2026-03-04 09:00:00.805989');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',8,'Nobody waters the plants','withdrawn',NULL,NULL,NULL,NULL,NULL,'nothing',NULL,0.0,'[]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.843711','2026-03-04 09:00:02.112565');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',9,'The refund button is too small to hit','new','app',NULL,NULL,NULL,NULL,'handed_over',NULL,1.0,'[{"team": "payments", "phrase": "refund", "sure": 0.8333333333333334}]',1,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.885707','2026-03-04 09:00:00.885707');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',10,'The refund for the parcel never came','new','delivery',NULL,NULL,NULL,NULL,'triage',NULL,1.0,'[{"team": "payments", "phrase": "refund", "sure": 0.45454545454545453}, {"team": "delivery", "phrase": "parcel", "sure": 0.45454545454545453}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.921450','2026-03-04 09:00:02.309480');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',11,'The refund took a month','withdrawn','payments',NULL,NULL,NULL,NULL,'keyword','refund',8.3333333333333337034e-01,'[{"team": "payments", "phrase": "refund", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:00.957966','2026-03-04 09:00:00.997094');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',12,'The voucher is refused at the till','new','delivery',NULL,NULL,NULL,NULL,'choice',NULL,1.0,'[]',1,0,NULL,NULL,NULL,NULL,NULL,'2026-03-04 09:00:01.187096','2026-03-04 09:00:01.187096');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',13,'The refund never arrived and nobody answers me','merged','payments',NULL,NULL,NULL,NULL,'keyword','refund',8.3333333333333337034e-01,'[{"team": "payments", "phrase": "refund", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,1,'2026-03-04 09:00:01.316205','2026-03-04 09:00:01.362557');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',14,'앱이 켜지자마자 꺼져요','new','app',NULL,NULL,NULL,NULL,'keyword','앱',8.3333333333333337034e-01,'[{"team": "app", "phrase": "\uc571", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-24 12:00:00.329700','2026-03-24 12:00:00.329700');
INSERT INTO "annoyance" VALUES('01a200da7e4b000091d94fa7931f4fef',15,'The refund page is only in German','withdrawn','payments',NULL,NULL,NULL,NULL,'keyword','refund',8.3333333333333337034e-01,'[{"team": "payments", "phrase": "refund", "sure": 0.8333333333333334}]',0,0,NULL,NULL,NULL,NULL,NULL,'2026-03-24 12:00:00.367400','2026-03-24 12:00:00.413578');
CREATE TABLE concept (
	workspace_id VARCHAR NOT NULL, 
	concept VARCHAR NOT NULL, 
	words JSON NOT NULL, 
	CONSTRAINT concept_pkey PRIMARY KEY (workspace_id, concept), 
	CONSTRAINT concept_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "concept" VALUES('01a200da7e4b000091d94fa7931f4fef','refund','["refund", "money back", "\ud658\ubd88", "\u8fd4\u91d1"]');
CREATE TABLE digest (
	workspace_id VARCHAR NOT NULL, 
	team_key VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	figures JSON NOT NULL, 
	is_empty BOOLEAN NOT NULL, 
	CONSTRAINT digest_pkey PRIMARY KEY (workspace_id, team_key, period), 
	CONSTRAINT digest_workspace_id_team_key_fkey FOREIGN KEY(workspace_id, team_key) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT digest_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "digest" VALUES('01a200da7e4b000091d94fa7931f4fef','payments','2026-03-09','2026-03-02 08:00:00.000000','2026-03-09 08:00:00.000000','{"starts_at": "2026-03-02T08:00:00+00:00", "ends_at": "2026-03-09T08:00:00+00:00", "came_back": {"total": 0, "rows": []}, "new": {"total": 7, "rows": [{"number": 1, "title": "The refund never arrived and nobody answers", "state": "resolved", "team": "Payments", "reports": 2, "merged_into": null}, {"number": 2, "title": "\ud658\ubd88\uc774 \uc77c\uc8fc\uc77c\uc9f8 \uc548 \ub4e4\uc5b4\uc628\ub300\uc694", "state": "new", "team": "Payments", "reports": 2, "merged_into": null}, {"number": 6, "title": "\u8fd4\u91d1\u306e\u753b\u9762\u304c\u9014\u4e2d\u3067\u6b62\u307e\u308a\u307e\u3059", "state": "new", "team": "Payments", "reports": 1, "merged_into": null}, {"number": 9, "title": "The refund button is too small to hit", "state": "new", "team": "App", "reports": 1, "merged_into": null}, {"number": 11, "title": "The refund took a month", "state": "withdrawn", "team": "Payments", "reports": 0, "merged_into": null}]}, "resolved": {"total": 1, "rows": [{"number": 1, "title": "The refund never arrived and nobody answers", "state": "resolved", "team": "Payments", "reports": 2, "merged_into": null}]}, "verified": {"total": 0, "rows": []}, "open": {"total": 2, "rows": [{"number": 2, "title": "\ud658\ubd88\uc774 \uc77c\uc8fc\uc77c\uc9f8 \uc548 \ub4e4\uc5b4\uc628\ub300\uc694", "state": "new", "team": "Payments", "reports": 2, "merged_into": null}, {"number": 6, "title": "\u8fd4\u91d1\u306e\u753b\u9762\u304c\u9014\u4e2d\u3067\u6b62\u307e\u308a\u307e\u3059", "state": "new", "team": "Payments", "reports": 1, "merged_into": null}]}, "ages": {"under_week": 2, "under_month": 0, "older": 0}, "acknowledged_of_new": [1, 7], "verified_of_asked": [0, 0], "answered_of_asked": [0, 0], "moved_away": 2, "withdrawn": 1, "merged": 1}',0);
INSERT INTO "digest" VALUES('01a200da7e4b000091d94fa7931f4fef','delivery','2026-03-09','2026-03-02 00:00:00.000000','2026-03-09 00:00:00.000000','{"starts_at": "2026-03-02T00:00:00+00:00", "ends_at": "2026-03-09T00:00:00+00:00", "came_back": {"total": 0, "rows": []}, "new": {"total": 3, "rows": [{"number": 3, "title": "\u8377\u7269\u304c\u5c4a\u304b\u306a\u3044\u306e\u306b\u914d\u9054\u6e08\u307f\u3068\u8868\u793a\u3055\u308c\u307e\u3059", "state": "resolved", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 10, "title": "The refund for the parcel never came", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 12, "title": "The voucher is refused at the till", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}]}, "resolved": {"total": 1, "rows": [{"number": 3, "title": "\u8377\u7269\u304c\u5c4a\u304b\u306a\u3044\u306e\u306b\u914d\u9054\u6e08\u307f\u3068\u8868\u793a\u3055\u308c\u307e\u3059", "state": "resolved", "team": "Delivery", "reports": 1, "merged_into": null}]}, "verified": {"total": 0, "rows": []}, "open": {"total": 2, "rows": [{"number": 10, "title": "The refund for the parcel never came", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 12, "title": "The voucher is refused at the till", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}]}, "ages": {"under_week": 2, "under_month": 0, "older": 0}, "acknowledged_of_new": [1, 3], "verified_of_asked": [0, 0], "answered_of_asked": [0, 0], "moved_away": 0, "withdrawn": 0, "merged": 0}',0);
INSERT INTO "digest" VALUES('01a200da7e4b000091d94fa7931f4fef','payments','2026-03-16','2026-03-09 08:00:00.000000','2026-03-16 08:00:00.000000','{"starts_at": "2026-03-09T08:00:00+00:00", "ends_at": "2026-03-16T08:00:00+00:00", "came_back": {"total": 0, "rows": []}, "new": {"total": 0, "rows": []}, "resolved": {"total": 1, "rows": [{"number": 2, "title": "\ud658\ubd88\uc774 \uc77c\uc8fc\uc77c\uc9f8 \uc548 \ub4e4\uc5b4\uc628\ub300\uc694", "state": "resolved", "team": "Payments", "reports": 2, "merged_into": null}]}, "verified": {"total": 0, "rows": []}, "open": {"total": 1, "rows": [{"number": 6, "title": "\u8fd4\u91d1\u306e\u753b\u9762\u304c\u9014\u4e2d\u3067\u6b62\u307e\u308a\u307e\u3059", "state": "new", "team": "Payments", "reports": 1, "merged_into": null}]}, "ages": {"under_week": 0, "under_month": 1, "older": 0}, "acknowledged_of_new": [0, 0], "verified_of_asked": [0, 0], "answered_of_asked": [1, 2], "moved_away": 0, "withdrawn": 0, "merged": 0}',0);
INSERT INTO "digest" VALUES('01a200da7e4b000091d94fa7931f4fef','delivery','2026-03-16','2026-03-09 00:00:00.000000','2026-03-16 00:00:00.000000','{"starts_at": "2026-03-09T00:00:00+00:00", "ends_at": "2026-03-16T00:00:00+00:00", "came_back": {"total": 1, "rows": [{"number": 3, "title": "\u8377\u7269\u304c\u5c4a\u304b\u306a\u3044\u306e\u306b\u914d\u9054\u6e08\u307f\u3068\u8868\u793a\u3055\u308c\u307e\u3059", "state": "came_back", "team": "Delivery", "reports": 1, "merged_into": null}]}, "new": {"total": 0, "rows": []}, "resolved": {"total": 0, "rows": []}, "verified": {"total": 0, "rows": []}, "open": {"total": 3, "rows": [{"number": 3, "title": "\u8377\u7269\u304c\u5c4a\u304b\u306a\u3044\u306e\u306b\u914d\u9054\u6e08\u307f\u3068\u8868\u793a\u3055\u308c\u307e\u3059", "state": "came_back", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 10, "title": "The refund for the parcel never came", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 12, "title": "The voucher is refused at the till", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}]}, "ages": {"under_week": 0, "under_month": 3, "older": 0}, "acknowledged_of_new": [0, 0], "verified_of_asked": [0, 1], "answered_of_asked": [1, 1], "moved_away": 0, "withdrawn": 0, "merged": 0}',0);
INSERT INTO "digest" VALUES('01a200da7e4b000091d94fa7931f4fef','payments','2026-03-23','2026-03-16 08:00:00.000000','2026-03-23 08:00:00.000000','{"starts_at": "2026-03-16T08:00:00+00:00", "ends_at": "2026-03-23T08:00:00+00:00", "came_back": {"total": 0, "rows": []}, "new": {"total": 0, "rows": []}, "resolved": {"total": 0, "rows": []}, "verified": {"total": 0, "rows": []}, "open": {"total": 1, "rows": [{"number": 6, "title": "\u8fd4\u91d1\u306e\u753b\u9762\u304c\u9014\u4e2d\u3067\u6b62\u307e\u308a\u307e\u3059", "state": "new", "team": "Payments", "reports": 1, "merged_into": null}]}, "ages": {"under_week": 0, "under_month": 1, "older": 0}, "acknowledged_of_new": [0, 0], "verified_of_asked": [0, 0], "answered_of_asked": [0, 0], "moved_away": 0, "withdrawn": 0, "merged": 0}',0);
INSERT INTO "digest" VALUES('01a200da7e4b000091d94fa7931f4fef','delivery','2026-03-23','2026-03-16 00:00:00.000000','2026-03-23 00:00:00.000000','{"starts_at": "2026-03-16T00:00:00+00:00", "ends_at": "2026-03-23T00:00:00+00:00", "came_back": {"total": 0, "rows": []}, "new": {"total": 0, "rows": []}, "resolved": {"total": 0, "rows": []}, "verified": {"total": 0, "rows": []}, "open": {"total": 3, "rows": [{"number": 3, "title": "\u8377\u7269\u304c\u5c4a\u304b\u306a\u3044\u306e\u306b\u914d\u9054\u6e08\u307f\u3068\u8868\u793a\u3055\u308c\u307e\u3059", "state": "came_back", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 10, "title": "The refund for the parcel never came", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}, {"number": 12, "title": "The voucher is refused at the till", "state": "new", "team": "Delivery", "reports": 1, "merged_into": null}]}, "ages": {"under_week": 0, "under_month": 3, "older": 0}, "acknowledged_of_new": [0, 0], "verified_of_asked": [0, 0], "answered_of_asked": [0, 0], "moved_away": 0, "withdrawn": 0, "merged": 0}',0);
CREATE TABLE heartbeat (
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT heartbeat_pkey PRIMARY KEY (workspace_id, name), 
	CONSTRAINT heartbeat_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "heartbeat" VALUES('01a200da7e4b000091d94fa7931f4fef','clock','2026-11-22 01:24:12.313445');
CREATE TABLE inbox (
	workspace_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	answer JSON, 
	at DATETIME NOT NULL, 
	CONSTRAINT inbox_pkey PRIMARY KEY (workspace_id, "key"), 
	CONSTRAINT inbox_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "inbox" VALUES('01a200da7e4b000091d94fa7931f4fef','action:1774353600.160382:answer_dont_know:1774353600.270936:U0MINJUN','{}','2026-03-24 12:00:00.272182');
INSERT INTO "inbox" VALUES('01a200da7e4b000091d94fa7931f4fef','command:1795310652168.44.c3de7b84f98b8a2e05ff62d90d0e6fc5','{"report": "01a200da8b0b0000d78ae82c073ecb89"}','2026-03-24 12:00:00.328651');
INSERT INTO "inbox" VALUES('01a200da7e4b000091d94fa7931f4fef','command:1795310652205.45.372516614a31886619182eeb111cfd96','{"report": "01a200da8b31000099aed13f208ee97b"}','2026-03-24 12:00:00.366296');
INSERT INTO "inbox" VALUES('01a200da7e4b000091d94fa7931f4fef','action:1774353600.373206:undo:1774353600.408511:U0RITA','{"number": 15}','2026-03-24 12:00:00.409947');
CREATE TABLE invitation (
	workspace_id VARCHAR NOT NULL, 
	survey_id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	ask_at DATETIME NOT NULL, 
	asked_at DATETIME, 
	CONSTRAINT invitation_pkey PRIMARY KEY (workspace_id, survey_id, user_id), 
	CONSTRAINT invitation_workspace_id_survey_id_fkey FOREIGN KEY(workspace_id, survey_id) REFERENCES survey (workspace_id, id), 
	CONSTRAINT invitation_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "invitation" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84cd0000b05ec5c6c786228a','U0RITA','2026-03-11 09:00:01.596257','2026-03-13 09:00:02.450633');
INSERT INTO "invitation" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84cd0000b05ec5c6c786228a','U0YUKI','2026-03-12 00:00:00.000000','2026-03-13 09:00:02.455883');
INSERT INTO "invitation" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858b000097d363a3d61b1112','U0YUKI','2026-03-12 00:00:00.000000','2026-03-13 09:00:02.511324');
INSERT INTO "invitation" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89780000847b1deac8c391d6','U0MINJUN','2026-03-23 00:00:00.000000','2026-03-24 12:00:00.167616');
INSERT INTO "invitation" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89780000847b1deac8c391d6','U0RITA','2026-03-20 09:00:02.789581','2026-03-24 12:00:00.176964');
CREATE TABLE label (
	workspace_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	report_id VARCHAR NOT NULL, 
	team_key VARCHAR, 
	was_team VARCHAR, 
	kind VARCHAR NOT NULL, 
	"by" VARCHAR, 
	at DATETIME NOT NULL, 
	CONSTRAINT label_pkey PRIMARY KEY (workspace_id, seq), 
	CONSTRAINT label_workspace_id_report_id_fkey FOREIGN KEY(workspace_id, report_id) REFERENCES report (workspace_id, id), 
	CONSTRAINT label_workspace_id_team_key_fkey FOREIGN KEY(workspace_id, team_key) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT label_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',1,'01a200da83370000a208f8a0233fec13','delivery','payments','rerouted','U0RITA','2026-03-04 09:00:01.230904');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',2,'01a200da7f9800002b995991f2118069','payments','payments','confirmed','U0ANA','2026-03-04 09:00:01.473169');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',3,'01a200da81150000c0aa0df41288c303','delivery','delivery','confirmed','U0KEN','2026-03-04 09:00:01.685701');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',4,'01a200da814400008cea3278ee31a645','app','app','confirmed','U0HANA','2026-03-04 09:00:01.858119');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',5,'01a200da816b00005395c7aeb0a5b89d','app','app','confirmed','U0HANA','2026-03-04 09:00:02.012341');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',6,'01a200da820b000058b8fcbb0ad82b44','app','payments','rerouted','U0ANA','2026-03-04 09:00:02.200994');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',7,'01a200da822e000087a875c840884bcc','delivery',NULL,'chosen','U0TESS','2026-03-04 09:00:02.288507');
INSERT INTO "label" VALUES('01a200da7e4b000091d94fa7931f4fef',8,'01a200da7ffa00001c72f184fe128fc3','payments','payments','confirmed','U0ANA','2026-03-13 09:00:02.692380');
CREATE TABLE lane (
	workspace_id VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	paused_until DATETIME NOT NULL, 
	limited_until DATETIME, 
	CONSTRAINT lane_pkey PRIMARY KEY (workspace_id, method, channel), 
	CONSTRAINT lane_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "lane" VALUES('01a200da7e4b000091d94fa7931f4fef','response_url','','2026-11-22 02:24:12.281465','2026-11-22 02:24:12.281465');
INSERT INTO "lane" VALUES('01a200da7e4b000091d94fa7931f4fef','chat.update','','2026-11-22 02:24:12.286000','2026-11-22 02:24:12.286000');
CREATE TABLE log (
	workspace_id VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR, 
	act VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT log_pkey PRIMARY KEY (workspace_id, id), 
	CONSTRAINT log_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7e84000033283f47ae1f2de3','2026-03-04 08:00:00.093546',NULL,'settings.apply','settings','{"changed": ["workspace", "team:payments", "team:app", "team:delivery", "touchpoint:checkout"]}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7f71000051c589bda852e2cc','2026-03-04 09:00:00.221475','U0ADMIN','settings.apply','settings','{"changed": ["workspace", "team:app", "rules", "promise:reply", "concept:refund"]}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7fa000014063cb504158951c','2026-03-04 09:00:00.268587','U0RITA','report','#1','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7ffb0000b02e05f5b1b91ba8','2026-03-04 09:00:00.359422','U0MINJUN','report','#2','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da80590001f23877590f429be3','2026-03-04 09:00:00.453406','U0MINJUN','add_details','#2','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da80db000068e413b99b873f84','2026-03-04 09:00:00.583198','U0RITA','me_too','#2','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da811600018c50578fa3079453','2026-03-04 09:00:00.642387','U0YUKI','report','#3','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81450001207b0f4d6257c593','2026-03-04 09:00:00.689797','U0MINJUN','report','#4','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da816b0002b601a0ff952267b2','2026-03-04 09:00:00.727880','U0RITA','report','#5','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81950001b4c7a319f561f310','2026-03-04 09:00:00.769769','U0YUKI','report','#6','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81bb00012ebc31ec0ab3082f','2026-03-04 09:00:00.807620','U0RITA','report','#7','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81e100010dcd5d5099cd6dd6','2026-03-04 09:00:00.845606','U0GUS','report','#8','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da820c0000999252eaf968e164','2026-03-04 09:00:00.888054','U0RITA','report','#9','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da822f0001f9293bf59e279d3b','2026-03-04 09:00:00.923931','U0YUKI','report','#10','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da82540001b636a52a0578abbd','2026-03-04 09:00:00.960225','U0MINJUN','report','#11','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da827d0001c921cb7eafbcbe52','2026-03-04 09:00:01.001794','U0MINJUN','undo','#11','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83380001cdf6a4bc71b3cc76','2026-03-04 09:00:01.188286','U0RITA','report','#12','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da836900019c22cfe93686e2d9','2026-03-04 09:00:01.237653','U0RITA','not_this_team','#12','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83ba0001071a66addae1bef8','2026-03-04 09:00:01.318476','U0YUKI','report','#13','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83ed0001dc302f00e51e0a8e','2026-03-04 09:00:01.369655','U0YUKI','me_too','#1','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da844f0000e76e4e4b8b11184c','2026-03-04 09:00:01.467024','U0ANA','acknowledge','#1','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84c30000f699cb63202e2d28','2026-03-04 09:00:01.583675','U0ANA','resolve','#1','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da85210000bd36cfb7884a53bf','2026-03-04 09:00:01.677022','U0KEN','acknowledge','#3','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8584000033930a2833e7f14f','2026-03-04 09:00:01.776786','U0KEN','resolve','#3','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da85d000006d4836e1c02b3624','2026-03-04 09:00:01.852685','U0HANA','acknowledge','#4','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da862f0000c914b4f85eb8810a','2026-03-04 09:00:01.947747','U0HANA','assign','#4','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da866b000075248339dd1c43af','2026-03-04 09:00:02.007353','U0HANA','acknowledge','#5','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da86d400004480860adacff390','2026-03-04 09:00:02.111987','U0TESS','withdraw','#8','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da872c0000c818a79ad700829e','2026-03-04 09:00:02.200117','U0ANA','not_ours','#9','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da87830000d41c42ad66ee5afc','2026-03-04 09:00:02.287779','U0TESS','choose_team','#10','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da888c000060686501992faa4b','2026-03-13 09:00:02.552636','U0RITA','answer','#1','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88c7000038bbe360029cc3f5','2026-03-13 09:00:02.611068','U0YUKI','answer','#3','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8913000088c212f65db998d8','2026-03-13 09:00:02.687804','U0ANA','acknowledge','#2','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8971000066261378e9bd3cf7','2026-03-13 09:00:02.781900','U0ANA','resolve','#2','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8ad400000b0f832f050bee57','2026-03-24 12:00:00.275978','U0MINJUN','answer','#2','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b0c00014b78e70526fe3210','2026-03-24 12:00:00.331519','U0MINJUN','report','#14','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b3200019b477bc886d05919','2026-03-24 12:00:00.369787','U0RITA','report','#15','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b620001795dac796b7821c4','2026-03-24 12:00:00.417968','U0RITA','undo','#15','{}');
INSERT INTO "log" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8be60000a0cd38da61dba8fe','2026-11-22 01:24:12.390903','cli:admin','export','','{}');
CREATE TABLE move (
	workspace_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	move VARCHAR NOT NULL, 
	from_state VARCHAR, 
	to_state VARCHAR NOT NULL, 
	from_team VARCHAR, 
	team_key VARCHAR, 
	"by" VARCHAR, 
	reason TEXT, 
	CONSTRAINT move_pkey PRIMARY KEY (workspace_id, number, seq), 
	CONSTRAINT move_workspace_id_number_fkey FOREIGN KEY(workspace_id, number) REFERENCES annoyance (workspace_id, number), 
	CONSTRAINT move_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',1,1,'2026-03-04 09:00:00.251862','report',NULL,'new',NULL,'payments','U0RITA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',2,1,'2026-03-04 09:00:00.352135','report',NULL,'new',NULL,'payments','U0MINJUN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',3,1,'2026-03-04 09:00:00.638354','report',NULL,'new',NULL,'delivery','U0YUKI',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',4,1,'2026-03-04 09:00:00.688086','report',NULL,'new',NULL,'app','U0MINJUN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',5,1,'2026-03-04 09:00:00.726161','report',NULL,'new',NULL,'app','U0RITA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',6,1,'2026-03-04 09:00:00.765907','report',NULL,'new',NULL,'payments','U0YUKI',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',7,1,'2026-03-04 09:00:00.805989','report',NULL,'triage',NULL,NULL,'U0RITA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',8,1,'2026-03-04 09:00:00.843711','report',NULL,'triage',NULL,NULL,'U0GUS',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',9,1,'2026-03-04 09:00:00.885707','report',NULL,'new',NULL,'payments','U0RITA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',10,1,'2026-03-04 09:00:00.921450','report',NULL,'triage',NULL,NULL,'U0YUKI',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',11,1,'2026-03-04 09:00:00.957966','report',NULL,'new',NULL,'payments','U0MINJUN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',11,2,'2026-03-04 09:00:00.998131','undo','new','withdrawn','payments','payments','U0MINJUN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',12,1,'2026-03-04 09:00:01.187096','report',NULL,'new',NULL,'payments','U0RITA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',12,2,'2026-03-04 09:00:01.256735','hand_over','new','new','payments','delivery',NULL,NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',13,1,'2026-03-04 09:00:01.316205','report',NULL,'new',NULL,'payments','U0YUKI',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',13,2,'2026-03-04 09:00:01.364449','merge','new','merged','payments','payments','U0YUKI',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',1,2,'2026-03-04 09:00:01.468041','acknowledge','new','acknowledged','payments','payments','U0ANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',1,3,'2026-03-04 09:00:01.585647','resolve','acknowledged','resolved','payments','payments','U0ANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',3,2,'2026-03-04 09:00:01.678197','acknowledge','new','acknowledged','delivery','delivery','U0KEN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',3,3,'2026-03-04 09:00:01.777850','resolve','acknowledged','resolved','delivery','delivery','U0KEN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',4,2,'2026-03-04 09:00:01.853680','acknowledge','new','acknowledged','app','app','U0HANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',4,3,'2026-03-04 09:00:01.950404','assign','acknowledged','planned','app','app','U0HANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',5,2,'2026-03-04 09:00:02.008275','acknowledge','new','acknowledged','app','app','U0HANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',8,2,'2026-03-04 09:00:02.113365','withdraw','triage','withdrawn',NULL,NULL,'U0TESS',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',9,2,'2026-03-04 09:00:02.223984','hand_over','new','new','payments','app',NULL,NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',10,2,'2026-03-04 09:00:02.311143','hand_over','triage','new',NULL,'delivery',NULL,NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',3,4,'2026-03-13 09:00:02.617819','still_happening','resolved','came_back','delivery','delivery',NULL,NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',2,2,'2026-03-13 09:00:02.688687','acknowledge','new','acknowledged','payments','payments','U0ANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',2,3,'2026-03-13 09:00:02.782837','resolve','acknowledged','resolved','payments','payments','U0ANA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',1,4,'2026-03-24 12:00:00.133108','verify','resolved','verified','payments','payments',NULL,NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',14,1,'2026-03-24 12:00:00.329700','report',NULL,'new',NULL,'app','U0MINJUN',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',15,1,'2026-03-24 12:00:00.367400','report',NULL,'new',NULL,'payments','U0RITA',NULL);
INSERT INTO "move" VALUES('01a200da7e4b000091d94fa7931f4fef',15,2,'2026-03-24 12:00:00.414381','undo','new','withdrawn','payments','payments','U0RITA',NULL);
CREATE TABLE person (
	workspace_id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	locale VARCHAR, 
	timezone VARCHAR, 
	is_guest BOOLEAN NOT NULL, 
	is_bot BOOLEAN NOT NULL, 
	is_admin BOOLEAN NOT NULL, 
	is_gone BOOLEAN NOT NULL, 
	fetched_at DATETIME NOT NULL, 
	CONSTRAINT person_pkey PRIMARY KEY (workspace_id, user_id), 
	CONSTRAINT person_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0RITA','rita','en-US','Europe/Berlin',0,0,0,0,'2026-11-22 01:24:09.250140');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0MINJUN','minjun','ko-KR','Asia/Seoul',0,0,0,0,'2026-11-22 01:24:09.340259');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0YUKI','yuki','ja-JP','Asia/Tokyo',0,0,0,0,'2026-11-22 01:24:09.623144');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0GUS','gus','en-US','Europe/Berlin',1,0,0,0,'2026-11-22 01:24:09.829838');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0ANA','ana','en-US','Europe/Berlin',0,0,0,0,'2026-11-22 01:24:10.455901');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0KEN','ken','ja-JP','Asia/Tokyo',0,0,0,0,'2026-11-22 01:24:10.668160');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0HANA','hana','ko-KR','Asia/Seoul',0,0,0,0,'2026-11-22 01:24:10.840390');
INSERT INTO "person" VALUES('01a200da7e4b000091d94fa7931f4fef','U0TESS','tess','en-US','Europe/Berlin',0,0,0,0,'2026-11-22 01:24:11.062471');
CREATE TABLE post (
	workspace_id VARCHAR NOT NULL, 
	channel_id VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	thread_ts VARCHAR, 
	subject VARCHAR NOT NULL, 
	current BOOLEAN NOT NULL, 
	posted_at DATETIME NOT NULL, 
	CONSTRAINT post_pkey PRIMARY KEY (workspace_id, channel_id, ts), 
	CONSTRAINT post_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614800.320479',NULL,'card:1',1,'2026-03-04 09:00:00.326438');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614800.382066',NULL,'card:2',1,'2026-03-04 09:00:00.387852');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0DELIVERY','1772614800.663825',NULL,'card:3',1,'2026-03-04 09:00:00.668549');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0APP','1772614800.702931',NULL,'card:4',1,'2026-03-04 09:00:00.707715');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0APP','1772614800.740889',NULL,'card:5',1,'2026-03-04 09:00:00.746036');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614800.782388',NULL,'card:6',1,'2026-03-04 09:00:00.787415');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0TRIAGE','1772614800.820095',NULL,'card:7',1,'2026-03-04 09:00:00.824834');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0TRIAGE','1772614800.862974',NULL,'card:8',1,'2026-03-04 09:00:00.867601');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614800.899570',NULL,'card:9',0,'2026-03-04 09:00:00.903559');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0TRIAGE','1772614800.935697',NULL,'card:10',0,'2026-03-04 09:00:00.939926');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614800.972489',NULL,'card:11',1,'2026-03-04 09:00:00.976497');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614801.197485',NULL,'card:12',0,'2026-03-04 09:00:01.200867');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0DELIVERY','1772614801.249504',NULL,'card:12',1,'2026-03-04 09:00:01.253688');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1772614801.331043',NULL,'card:13',1,'2026-03-04 09:00:01.336092');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0APP','1772614802.216540',NULL,'card:9',1,'2026-03-04 09:00:02.220982');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0DELIVERY','1772614802.303462',NULL,'card:10',1,'2026-03-04 09:00:02.307767');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1773392402.434265',NULL,'digest:payments:2026-03-09',1,'2026-03-13 09:00:02.444952');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','D0RITA','1773392402.436610',NULL,'ask:01a200da84cd0000b05ec5c6c786228a:U0RITA',1,'2026-03-13 09:00:02.448041');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','D0YUKI','1773392402.443108',NULL,'ask:01a200da84cd0000b05ec5c6c786228a:U0YUKI',1,'2026-03-13 09:00:02.454252');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0DELIVERY','1773392402.495306',NULL,'digest:delivery:2026-03-09',1,'2026-03-13 09:00:02.501223');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','D0YUKI','1773392402.505505',NULL,'ask:01a200da858b000097d363a3d61b1112:U0YUKI',1,'2026-03-13 09:00:02.509545');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1773662400.036664',NULL,'digest:payments:2026-03-16',1,'2026-03-16 12:00:00.041218');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0DELIVERY','1773662400.071111',NULL,'digest:delivery:2026-03-16',1,'2026-03-16 12:00:00.075325');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','D0MINJUN','1774353600.160382',NULL,'ask:01a200da89780000847b1deac8c391d6:U0MINJUN',1,'2026-03-24 12:00:00.164659');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','D0RITA','1774353600.165248',NULL,'ask:01a200da89780000847b1deac8c391d6:U0RITA',1,'2026-03-24 12:00:00.174535');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1774353600.227484',NULL,'digest:payments:2026-03-23',1,'2026-03-24 12:00:00.232164');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0DELIVERY','1774353600.233940',NULL,'digest:delivery:2026-03-23',1,'2026-03-24 12:00:00.238312');
INSERT INTO "post" VALUES('01a200da7e4b000091d94fa7931f4fef','C0PAY','1774353600.384204',NULL,'card:15',1,'2026-03-24 12:00:00.388748');
CREATE TABLE promise (
	workspace_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	team_key VARCHAR, 
	CONSTRAINT promise_pkey PRIMARY KEY (workspace_id, "key"), 
	CONSTRAINT promise_workspace_id_team_key_fkey FOREIGN KEY(workspace_id, team_key) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT promise_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "promise" VALUES('01a200da7e4b000091d94fa7931f4fef','reply','You get an answer within one hour','payments');
CREATE TABLE report (
	workspace_id VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	first_number INTEGER NOT NULL, 
	reporter_id VARCHAR, 
	story TEXT NOT NULL, 
	customer_words TEXT, 
	touchpoint_key VARCHAR, 
	emotion VARCHAR, 
	matters_on DATE, 
	how_known VARCHAR, 
	door VARCHAR NOT NULL, 
	seen_after_fix BOOLEAN NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	text_key VARCHAR NOT NULL, 
	external_key VARCHAR, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT report_pkey PRIMARY KEY (workspace_id, id), 
	CONSTRAINT report_workspace_id_first_number_fkey FOREIGN KEY(workspace_id, first_number) REFERENCES annoyance (workspace_id, number), 
	CONSTRAINT report_workspace_id_number_fkey FOREIGN KEY(workspace_id, number) REFERENCES annoyance (workspace_id, number), 
	CONSTRAINT report_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT report_external_key UNIQUE (workspace_id, external_key)
);
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7f9800002b995991f2118069',1,1,'U0RITA','The refund never arrived and nobody answers',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'204d8ce5e71bd749061526661d3937d4',NULL,'2026-03-04 09:00:00.251862');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7ffa00001c72f184fe128fc3',2,2,'U0MINJUN','환불이 일주일째 안 들어온대요','제 돈은 어디 있나요?','checkout','present','2026-04-02','own','slash',0,0,'66b65720362b8a92472991731f2478a3',NULL,'2026-03-04 09:00:00.352135');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da80d700007d3b7404117e1400',2,2,'U0RITA','The same at my desk, <b>twice</b> & counting',NULL,NULL,NULL,NULL,NULL,'me_too',0,0,'db2d8c98b4a777da78f709ea8cc7ab47',NULL,'2026-03-04 09:00:00.579598');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81150000c0aa0df41288c303',3,3,'U0YUKI','荷物が届かないのに配達済みと表示されます',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'ea82d8b8d59fa56a2abfbe7cb9835585',NULL,'2026-03-04 09:00:00.638354');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da814400008cea3278ee31a645',4,4,'U0MINJUN','차에서 블루투스가 계속 끊겨요',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'580a1b91981dd650f7df6781115b7060',NULL,'2026-03-04 09:00:00.688086');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da816b00005395c7aeb0a5b89d',5,5,'U0RITA','The app forgets the address each time',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'b30dcaa092c17d92d1be7c8724b05a3b',NULL,'2026-03-04 09:00:00.726161');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81940000b52158109000a8f9',6,6,'U0YUKI','返金の画面が途中で止まります',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'e823f6363d0cda01ce5441706f35aa12',NULL,'2026-03-04 09:00:00.765907');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81ba00009c11ab65ff779903',7,7,'U0RITA','The lift smells of fish',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'7a7fcdd62e4c5d69c7719cc33a816f02',NULL,'2026-03-04 09:00:00.805989');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81e00000c201dbd52c95f0cc',8,8,'U0GUS','Nobody waters the plants',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'23dfc13f83e150b895d749244f0a1142',NULL,'2026-03-04 09:00:00.843711');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da820b000058b8fcbb0ad82b44',9,9,'U0RITA','The refund button is too small to hit',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'29cdf562d42f980b8dc3af323a1a8373',NULL,'2026-03-04 09:00:00.885707');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da822e000087a875c840884bcc',10,10,'U0YUKI','The refund for the parcel never came',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'b3cfca9ce73338b0d7e91815477cbcfb',NULL,'2026-03-04 09:00:00.921450');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da825300004f143572d253da97',11,11,'U0MINJUN','The refund took a month',NULL,NULL,NULL,NULL,NULL,'slash',0,1,'177691d0decee7207507904631ae4e9e',NULL,'2026-03-04 09:00:00.957966');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83370000a208f8a0233fec13',12,12,'U0RITA','The voucher is refused at the till',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'99c41e2483c819ca5009fb2675938665',NULL,'2026-03-04 09:00:01.187096');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83b90000bcbff776eb1e0399',1,13,'U0YUKI','The refund never arrived and nobody answers me',NULL,NULL,NULL,NULL,NULL,'me_too',0,0,'d72cddaa0fb274cbfeb937af84772342',NULL,'2026-03-04 09:00:01.316205');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b0b0000d78ae82c073ecb89',14,14,'U0MINJUN','앱이 켜지자마자 꺼져요',NULL,NULL,NULL,NULL,NULL,'slash',0,0,'51742dd076be213fa4c953b392241a46',NULL,'2026-03-24 12:00:00.329700');
INSERT INTO "report" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b31000099aed13f208ee97b',15,15,'U0RITA','The refund page is only in German',NULL,NULL,NULL,NULL,NULL,'slash',0,1,'2ef205b909bca2fca22de499e07f7eb2',NULL,'2026-03-24 12:00:00.367400');
CREATE TABLE response (
	workspace_id VARCHAR NOT NULL, 
	survey_id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	answered_at DATETIME NOT NULL, 
	CONSTRAINT response_pkey PRIMARY KEY (workspace_id, survey_id, user_id), 
	CONSTRAINT response_workspace_id_survey_id_user_id_fkey FOREIGN KEY(workspace_id, survey_id, user_id) REFERENCES invitation (workspace_id, survey_id, user_id), 
	CONSTRAINT response_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "response" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84cd0000b05ec5c6c786228a','U0RITA','gone','2026-03-13 09:00:02.551237');
INSERT INTO "response" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858b000097d363a3d61b1112','U0YUKI','still','2026-03-13 09:00:02.610442');
INSERT INTO "response" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89780000847b1deac8c391d6','U0MINJUN','dont_know','2026-03-24 12:00:00.275427');
CREATE TABLE routing_rule (
	workspace_id VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	conditions JSON NOT NULL, 
	team_key VARCHAR NOT NULL, 
	CONSTRAINT routing_rule_pkey PRIMARY KEY (workspace_id, place), 
	CONSTRAINT routing_rule_workspace_id_team_key_fkey FOREIGN KEY(workspace_id, team_key) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT routing_rule_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "routing_rule" VALUES('01a200da7e4b000091d94fa7931f4fef',0,'{"keyword": "voucher", "channel": "C0GENERAL"}','payments');
CREATE TABLE survey (
	workspace_id VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	opened_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	outcome VARCHAR, 
	CONSTRAINT survey_pkey PRIMARY KEY (workspace_id, id), 
	CONSTRAINT survey_workspace_id_number_fkey FOREIGN KEY(workspace_id, number) REFERENCES annoyance (workspace_id, number), 
	CONSTRAINT survey_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT survey_round UNIQUE (workspace_id, number, round)
);
INSERT INTO "survey" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84cd0000b05ec5c6c786228a','still_happening',1,1,'2026-03-04 09:00:01.593259','2026-03-24 12:00:00.129860','verified');
INSERT INTO "survey" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858b000097d363a3d61b1112','still_happening',3,1,'2026-03-04 09:00:01.783831','2026-03-13 09:00:02.612480','came_back');
INSERT INTO "survey" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89780000847b1deac8c391d6','still_happening',2,1,'2026-03-13 09:00:02.788093',NULL,NULL);
CREATE TABLE team (
	workspace_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	channel_id VARCHAR NOT NULL, 
	lead VARCHAR, 
	manager VARCHAR, 
	members JSON NOT NULL, 
	locale VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	hours VARCHAR NOT NULL, 
	holidays VARCHAR, 
	days_off JSON NOT NULL, 
	sla JSON NOT NULL, 
	digest_day VARCHAR, 
	digest_time VARCHAR NOT NULL, 
	keywords JSON NOT NULL, 
	place INTEGER NOT NULL, 
	archived_at DATETIME, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT team_pkey PRIMARY KEY (workspace_id, "key"), 
	CONSTRAINT team_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "team" VALUES('01a200da7e4b000091d94fa7931f4fef','payments','Payments','C0PAY','U0ANA','U0MGR','["U0ANA", "S0PAYTEAM"]','en','Europe/Berlin','Mon-Fri 09:00-18:00',NULL,'[]','{}','Mon','09:00','["refund", "card declined", "\ud658\ubd88", "\u8fd4\u91d1"]',0,NULL,'2026-03-04 08:00:00.068453');
INSERT INTO "team" VALUES('01a200da7e4b000091d94fa7931f4fef','app','App','C0APP','U0HANA','U0MGR','["U0HANA"]','ko','Asia/Seoul','Mon-Fri 09:00-18:00','KR','["2026-05-04"]','{"acknowledge": "8h"}',NULL,'09:00','["app", "bluetooth", "\uc571", "\ube14\ub8e8\ud22c\uc2a4", "\u30a2\u30d7\u30ea"]',1,NULL,'2026-03-04 08:00:00.068453');
INSERT INTO "team" VALUES('01a200da7e4b000091d94fa7931f4fef','delivery','Delivery','C0DELIVERY','U0KEN','U0MGR','["U0KEN"]','ja','Asia/Tokyo','Mon-Fri 09:00-18:00',NULL,'[]','{}','Mon','09:00','["parcel", "courier", "\ud0dd\ubc30", "\u8377\u7269", "\u914d\u9054"]',2,NULL,'2026-03-04 08:00:00.068453');
CREATE TABLE term (
	workspace_id VARCHAR NOT NULL, 
	term VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT term_pkey PRIMARY KEY (workspace_id, term, number), 
	CONSTRAINT term_workspace_id_number_fkey FOREIGN KEY(workspace_id, number) REFERENCES annoyance (workspace_id, number), 
	CONSTRAINT term_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','answer',1);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','arriv',1);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',1);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','never',1);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','nobody',1);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refund',1);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','대요',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','들어',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','불이',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','안',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','어온',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','온대',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','일주',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','일째',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','주일',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','환불',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','나요',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','돈은',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','어디',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','있나',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','제',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','b',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','count',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','desk',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','twic',2);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','いの',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','かな',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','が届',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','され',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','と表',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','ない',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','に配',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','のに',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','ます',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','みと',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','れま',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','届か',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','済み',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','物が',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','示さ',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','荷物',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','表示',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','達済',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','配達',3);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','겨요',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','계속',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','끊겨',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','루투',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','블루',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','스가',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','에서',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','차에',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','투스',4);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','address',5);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','app',5);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','forget',5);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','time',5);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','が途',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','で止',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','の画',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','ます',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','まり',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','りま',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','中で',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','止ま',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','画面',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','返金',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','途中',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','金の',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','面が',6);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','fish',7);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','lift',7);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','smell',7);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','nobody',8);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','plant',8);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','water',8);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','button',9);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',9);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','hit',9);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refund',9);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','small',9);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','came',10);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',10);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','never',10);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','parcel',10);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refund',10);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',11);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','month',11);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refund',11);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','took',11);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refus',12);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','till',12);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','voucher',12);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','answer',13);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','arriv',13);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',13);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','never',13);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','nobody',13);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refund',13);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','꺼져',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','마자',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','앱이',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','자마',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','져요',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','지자',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','켜지',14);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','concept:refund',15);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','german',15);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','page',15);
INSERT INTO "term" VALUES('01a200da7e4b000091d94fa7931f4fef','refund',15);
CREATE TABLE touchpoint (
	workspace_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	stages JSON NOT NULL, 
	team_key VARCHAR, 
	monthly_volume INTEGER, 
	front_line VARCHAR, 
	place INTEGER NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT touchpoint_pkey PRIMARY KEY (workspace_id, "key"), 
	CONSTRAINT touchpoint_workspace_id_team_key_fkey FOREIGN KEY(workspace_id, team_key) REFERENCES team (workspace_id, "key"), 
	CONSTRAINT touchpoint_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "touchpoint" VALUES('01a200da7e4b000091d94fa7931f4fef','checkout','Checkout','["purchase"]','payments',NULL,NULL,0,NULL);
CREATE TABLE user_group (
	workspace_id VARCHAR NOT NULL, 
	group_id VARCHAR NOT NULL, 
	members JSON, 
	fetched_at DATETIME, 
	CONSTRAINT user_group_pkey PRIMARY KEY (workspace_id, group_id), 
	CONSTRAINT user_group_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id)
);
INSERT INTO "user_group" VALUES('01a200da7e4b000091d94fa7931f4fef','S0PAYTEAM','["U0BEN"]','2026-11-22 01:24:09.146807');
CREATE TABLE work (
	workspace_id VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	dedup_key VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	chain VARCHAR, 
	fast BOOLEAN NOT NULL, 
	payload JSON NOT NULL, 
	due_at DATETIME NOT NULL, 
	visible_at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	unsure BOOLEAN NOT NULL, 
	wanted INTEGER NOT NULL, 
	shown INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	started_at DATETIME, 
	finished_at DATETIME, 
	last_error TEXT, 
	CONSTRAINT work_pkey PRIMARY KEY (workspace_id, id), 
	CONSTRAINT work_workspace_id_fkey FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT work_dedup UNIQUE (workspace_id, dedup_key)
);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7e8e0000be6e7f108cb1dd6d','message','group','group:S0PAYTEAM:2','usergroups.users.list','',NULL,0,'{"group": "S0PAYTEAM"}','2026-03-04 08:00:00.102889','2026-11-22 01:24:09.145132','done',1,0,0,1,1,'2026-11-22 01:24:08.974148','2026-11-22 01:24:09.130432','2026-11-22 01:24:09.145132',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7e90000044d41d129a694208','step','place_cards','place_cards:2','','',NULL,0,'{}','2026-03-04 08:00:00.105334','2026-11-22 01:24:09.090517','done',1,0,0,1,1,'2026-11-22 01:24:08.976594','2026-11-22 01:24:09.090517','2026-11-22 01:24:09.090517',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7f750000dc6ed25207ce95eb','step','place_cards','place_cards:4','','',NULL,0,'{}','2026-03-04 09:00:00.225793','2026-11-22 01:24:09.261299','done',1,0,0,1,1,'2026-11-22 01:24:09.205853','2026-11-22 01:24:09.261299','2026-11-22 01:24:09.261299',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7fa0000030e7d3d9eca8209d','surface','card','card:1','chat.update','C0PAY','card:1',0,'{"number": 1}','2026-03-04 09:00:00.268133','2026-11-22 01:24:12.024503','done',6,0,0,7,7,'2026-11-22 01:24:09.248190','2026-11-22 01:24:11.981182','2026-11-22 01:24:12.024503',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da7ffa00017d8e76fe4193835e','surface','card','card:2','chat.update','C0PAY','card:2',0,'{"number": 2}','2026-03-04 09:00:00.358874','2026-11-22 01:24:12.151466','done',6,0,0,6,6,'2026-11-22 01:24:09.338932','2026-11-22 01:24:12.124197','2026-11-22 01:24:12.151466',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da80590000ae71bd1211be5f64','message','line','line:2:details:01a200da7ffa00001c72f184fe128fc3:01a200da80580000942be999f2e0ce0b','chat.postMessage','C0PAY','card:2',0,'{"number": 2, "what": "details", "by": "U0MINJUN", "team": "payments"}','2026-03-04 09:00:00.453114','2026-11-22 01:24:09.493486','done',1,0,0,1,1,'2026-11-22 01:24:09.433170','2026-11-22 01:24:09.479620','2026-11-22 01:24:09.493486',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da80da00008e1bf2c411617b0c','message','line','line:2:me_too:01a200da80d700007d3b7404117e1400','chat.postMessage','C0PAY','card:2',0,'{"number": 2, "what": "me_too", "by": "U0RITA", "team": "payments", "report": "01a200da80d700007d3b7404117e1400"}','2026-03-04 09:00:00.582694','2026-11-22 01:24:09.597937','done',1,0,0,1,1,'2026-11-22 01:24:09.562749','2026-11-22 01:24:09.587237','2026-11-22 01:24:09.597937',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da811600004fe0ea1834e96107','surface','card','card:3','chat.update','C0DELIVERY','card:3',0,'{"number": 3}','2026-03-04 09:00:00.642122','2026-11-22 01:24:11.631828','done',4,0,0,4,4,'2026-11-22 01:24:09.622177','2026-11-22 01:24:11.606137','2026-11-22 01:24:11.631828',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81450000433169c63389856d','surface','card','card:4','chat.update','C0APP','card:4',0,'{"number": 4}','2026-03-04 09:00:00.689537','2026-11-22 01:24:10.950632','done',3,0,0,3,3,'2026-11-22 01:24:09.669593','2026-11-22 01:24:10.938443','2026-11-22 01:24:10.950632',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da816b0001c0f20b1e3383ec6e','surface','card','card:5','chat.update','C0APP','card:5',0,'{"number": 5}','2026-03-04 09:00:00.727617','2026-11-22 01:24:11.022180','done',2,0,0,2,2,'2026-11-22 01:24:09.707672','2026-11-22 01:24:10.998049','2026-11-22 01:24:11.022180',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8195000071bb9459498b3e79','surface','card','card:6','chat.postMessage','C0PAY','card:6',0,'{"number": 6}','2026-03-04 09:00:00.769452','2026-11-22 01:24:09.765975','done',1,0,0,1,1,'2026-11-22 01:24:09.749508','2026-11-22 01:24:09.754927','2026-11-22 01:24:09.765975',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81bb0000834c8d88fb5a4925','surface','card','card:7','chat.postMessage','C0TRIAGE','card:7',0,'{"number": 7}','2026-03-04 09:00:00.807355','2026-11-22 01:24:09.803815','done',1,0,0,1,1,'2026-11-22 01:24:09.787410','2026-11-22 01:24:09.792678','2026-11-22 01:24:09.803815',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da81e10000592ddffec451680f','surface','card','card:8','chat.update','C0TRIAGE','card:8',0,'{"number": 8}','2026-03-04 09:00:00.845325','2026-11-22 01:24:11.116782','done',2,0,0,2,2,'2026-11-22 01:24:09.825379','2026-11-22 01:24:11.104189','2026-11-22 01:24:11.116782',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da820b0001452233af6027bbde','surface','card','card:9','chat.update','C0APP','card:9',0,'{"number": 9}','2026-03-04 09:00:00.887773','2026-11-22 01:24:11.232734','done',3,0,0,3,3,'2026-11-22 01:24:09.867829','2026-11-22 01:24:11.210904','2026-11-22 01:24:11.232734',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da822f00002108cbd009d4139b','surface','card','card:10','chat.update','C0DELIVERY','card:10',0,'{"number": 10}','2026-03-04 09:00:00.923620','2026-11-22 01:24:11.311374','done',3,0,0,3,3,'2026-11-22 01:24:09.903677','2026-11-22 01:24:11.297723','2026-11-22 01:24:11.311374',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da82540000f0a24637bc77156a','surface','card','card:11','chat.update','C0PAY','card:11',0,'{"number": 11}','2026-03-04 09:00:00.959968','2026-11-22 01:24:10.141573','done',2,0,0,2,2,'2026-11-22 01:24:09.940023','2026-11-22 01:24:09.988644','2026-11-22 01:24:10.141573',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da827d00008733b7cd388b3e27','message','line','line:11:2','chat.postMessage','C0PAY','card:11',0,'{"number": 11, "what": "undo", "by": "U0MINJUN", "team": "payments", "to": "withdrawn", "reason": null}','2026-03-04 09:00:01.001574','2026-11-22 01:24:10.151947','done',1,0,0,1,1,'2026-11-22 01:24:09.981627','2026-11-22 01:24:10.144968','2026-11-22 01:24:10.151947',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da82800001659f5cc5113d85e2','message','reply','reply:01a200da8280000072f12bcadbe0440c','response_url','',NULL,1,'{}','2026-03-04 09:00:01.004063','2026-11-22 01:24:10.135876','done',1,0,0,1,1,'2026-11-22 01:24:09.984084','2026-11-22 01:24:09.988644','2026-11-22 01:24:10.135876',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da833800007dd4f859c4b53ff8','surface','card','card:12','chat.update','C0DELIVERY','card:12',0,'{"number": 12}','2026-03-04 09:00:01.188098','2026-11-22 01:24:10.262340','done',3,0,0,3,3,'2026-11-22 01:24:10.168151','2026-11-22 01:24:10.242948','2026-11-22 01:24:10.262340',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da836900006c80ba91a5c0929d','message','line','line:12:to:01a200da836800000deb7b0b9d3dd17c','chat.postMessage','C0PAY','card:12',0,'{"number": 12, "what": "hand_over", "by": null, "team": "payments", "to_team": "delivery", "reason": null, "by_reporter": true}','2026-03-04 09:00:01.237394','2026-11-22 01:24:10.279083','done',1,0,0,1,1,'2026-11-22 01:24:10.217448','2026-11-22 01:24:10.271100','2026-11-22 01:24:10.279083',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da837f0000fef0ac523979f230','message','moved_card','moved:12:C0PAY:1772614801.197485','chat.update','C0PAY',NULL,0,'{"number": 12, "channel": "C0PAY", "ts": "1772614801.197485", "to_channel": "C0DELIVERY", "team": "delivery"}','2026-03-04 09:00:01.259445','2026-11-22 01:24:10.267054','done',1,0,0,1,1,'2026-11-22 01:24:10.239498','2026-11-22 01:24:10.242948','2026-11-22 01:24:10.267054',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83ba0000f6dd2d80cc11a0ee','surface','card','card:13','chat.update','C0PAY','card:13',0,'{"number": 13}','2026-03-04 09:00:01.318210','2026-11-22 01:24:10.401681','done',2,0,0,2,2,'2026-11-22 01:24:10.298266','2026-11-22 01:24:10.382506','2026-11-22 01:24:10.401681',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83eb0000449063f49bd9cdac','message','line','line:13:2','chat.postMessage','C0PAY','card:13',0,'{"number": 13, "what": "merge", "by": "U0YUKI", "team": "payments", "to": "merged", "reason": null, "into": 1}','2026-03-04 09:00:01.367147','2026-11-22 01:24:10.416951','done',1,0,0,1,1,'2026-11-22 01:24:10.347200','2026-11-22 01:24:10.407176','2026-11-22 01:24:10.416951',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83ed000032b207113f522658','message','line','line:1:me_too:01a200da83b90000bcbff776eb1e0399','chat.postMessage','C0PAY','card:1',0,'{"number": 1, "what": "me_too", "by": "U0YUKI", "team": "payments", "report": "01a200da83b90000bcbff776eb1e0399"}','2026-03-04 09:00:01.369425','2026-11-22 01:24:10.403115','done',1,0,0,1,1,'2026-11-22 01:24:10.349477','2026-11-22 01:24:10.382506','2026-11-22 01:24:10.403115',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da83ee0001ba56560992bad5f2','message','reply','reply:01a200da83ee00007455b59e484b5a0e','response_url','',NULL,1,'{}','2026-03-04 09:00:01.370514','2026-11-22 01:24:10.369682','done',1,0,0,1,1,'2026-11-22 01:24:10.350543','2026-11-22 01:24:10.354913','2026-11-22 01:24:10.369682',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da845400000139e9897f233c93','message','line','line:1:2','chat.postMessage','C0PAY','card:1',0,'{"number": 1, "what": "acknowledge", "by": "U0ANA", "team": "payments", "to": "acknowledged", "reason": null}','2026-03-04 09:00:01.471941','2026-11-22 01:24:10.511034','done',1,0,0,1,1,'2026-11-22 01:24:10.451997','2026-11-22 01:24:10.500016','2026-11-22 01:24:10.511034',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84560000bdb04d7c8111f5f4','message','told','told:1:2:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "number": 1, "what": "acknowledge", "by": "U0ANA", "team": "payments"}','2026-03-04 09:00:01.474756','2026-11-22 01:24:10.487975','done',1,0,0,1,1,'2026-11-22 01:24:10.454810','2026-11-22 01:24:10.460743','2026-11-22 01:24:10.487975',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8457000030167af962c486d9','message','told','told:1:2:U0YUKI','chat.postMessage','U0YUKI',NULL,0,'{"user": "U0YUKI", "number": 1, "what": "acknowledge", "by": "U0ANA", "team": "payments"}','2026-03-04 09:00:01.475108','2026-11-22 01:24:10.495335','done',1,0,0,1,1,'2026-11-22 01:24:10.455160','2026-11-22 01:24:10.460743','2026-11-22 01:24:10.495335',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84c900000c91b4fe414ef271','message','line','line:1:3','chat.postMessage','C0PAY','card:1',0,'{"number": 1, "what": "resolve", "by": "U0ANA", "team": "payments", "to": "resolved", "reason": null, "what_was_done": "Paid it back, and the form says when", "for_customer": null}','2026-03-04 09:00:01.588988','2026-11-22 01:24:10.635658','done',1,0,0,1,1,'2026-11-22 01:24:10.569044','2026-11-22 01:24:10.625981','2026-11-22 01:24:10.635658',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84ca0000e08bf4ed0d759d5b','message','told','told:1:3:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "number": 1, "what": "resolve", "by": "U0ANA", "team": "payments", "what_was_done": "Paid it back, and the form says when", "for_customer": null}','2026-03-04 09:00:01.590191','2026-11-22 01:24:10.620978','done',1,0,0,1,1,'2026-11-22 01:24:10.570245','2026-11-22 01:24:10.583972','2026-11-22 01:24:10.620978',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84ca0001b6f0d8603568bf9a','message','told','told:1:3:U0YUKI','chat.postMessage','U0YUKI',NULL,0,'{"user": "U0YUKI", "number": 1, "what": "resolve", "by": "U0ANA", "team": "payments", "what_was_done": "Paid it back, and the form says when", "for_customer": null}','2026-03-04 09:00:01.590435','2026-11-22 01:24:10.609139','done',1,0,0,1,1,'2026-11-22 01:24:10.570487','2026-11-22 01:24:10.583972','2026-11-22 01:24:10.609139',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84d000006ccf706d1894e30b','message','ask','ask:01a200da84cd0000b05ec5c6c786228a:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "survey": "01a200da84cd0000b05ec5c6c786228a"}','2026-03-11 09:00:01.596257','2026-11-22 01:24:11.426751','done',1,0,0,1,1,'2026-11-22 01:24:10.576637','2026-11-22 01:24:11.398395','2026-11-22 01:24:11.426751',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84d3000028b62624b95341f1','message','ask','ask:01a200da84cd0000b05ec5c6c786228a:U0YUKI','chat.postMessage','U0YUKI',NULL,0,'{"user": "U0YUKI", "survey": "01a200da84cd0000b05ec5c6c786228a"}','2026-03-12 00:00:00.000000','2026-11-22 01:24:11.433048','done',1,0,0,1,1,'2026-11-22 01:24:10.579090','2026-11-22 01:24:11.398395','2026-11-22 01:24:11.433048',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da84d400002d929ec2e84bc4b5','step','close_survey','close_survey:01a200da84cd0000b05ec5c6c786228a:','','',NULL,0,'{"survey": "01a200da84cd0000b05ec5c6c786228a"}','2026-03-19 08:00:00.000000','2026-11-22 01:24:11.964844','done',1,0,0,1,1,'2026-11-22 01:24:10.580021','2026-11-22 01:24:11.964844','2026-11-22 01:24:11.964844',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da852700003946568c4eb40021','message','line','line:3:2','chat.postMessage','C0DELIVERY','card:3',0,'{"number": 3, "what": "acknowledge", "by": "U0KEN", "team": "delivery", "to": "acknowledged", "reason": null}','2026-03-04 09:00:01.683903','2026-11-22 01:24:10.709268','done',1,0,0,1,1,'2026-11-22 01:24:10.663957','2026-11-22 01:24:10.700050','2026-11-22 01:24:10.709268',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da852b0000c6a57b033f974ef8','message','told','told:3:2:U0YUKI','chat.postMessage','U0YUKI',NULL,0,'{"user": "U0YUKI", "number": 3, "what": "acknowledge", "by": "U0KEN", "team": "delivery"}','2026-03-04 09:00:01.687235','2026-11-22 01:24:10.695505','done',1,0,0,1,1,'2026-11-22 01:24:10.667292','2026-11-22 01:24:10.672913','2026-11-22 01:24:10.695505',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858900006ea32cd798c9d2c5','message','line','line:3:3','chat.postMessage','C0DELIVERY','card:3',0,'{"number": 3, "what": "resolve", "by": "U0KEN", "team": "delivery", "to": "resolved", "reason": null, "what_was_done": "\u914d\u9054\u54e1\u306e\u7aef\u672b\u3092\u76f4\u3057\u307e\u3057\u305f", "for_customer": null}','2026-03-04 09:00:01.780971','2026-11-22 01:24:10.808210','done',1,0,0,1,1,'2026-11-22 01:24:10.761025','2026-11-22 01:24:10.797834','2026-11-22 01:24:10.808210',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858a00003362260f07e8adec','message','told','told:3:3:U0YUKI','chat.postMessage','U0YUKI',NULL,0,'{"user": "U0YUKI", "number": 3, "what": "resolve", "by": "U0KEN", "team": "delivery", "what_was_done": "\u914d\u9054\u54e1\u306e\u7aef\u672b\u3092\u76f4\u3057\u307e\u3057\u305f", "for_customer": null}','2026-03-04 09:00:01.782165','2026-11-22 01:24:10.793712','done',1,0,0,1,1,'2026-11-22 01:24:10.762221','2026-11-22 01:24:10.770205','2026-11-22 01:24:10.793712',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858c0000b2d25dd2757b0030','message','ask','ask:01a200da858b000097d363a3d61b1112:U0YUKI','chat.postMessage','U0YUKI',NULL,0,'{"user": "U0YUKI", "survey": "01a200da858b000097d363a3d61b1112"}','2026-03-12 00:00:00.000000','2026-11-22 01:24:11.488003','done',1,0,0,1,1,'2026-11-22 01:24:10.764957','2026-11-22 01:24:11.459760','2026-11-22 01:24:11.488003',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da858d000033024505137db4f7','step','close_survey','close_survey:01a200da858b000097d363a3d61b1112:','','',NULL,0,'{"survey": "01a200da858b000097d363a3d61b1112"}','2026-03-19 08:00:00.000000','2026-11-22 01:24:10.765920','dead',0,0,0,1,0,'2026-11-22 01:24:10.765920',NULL,'2026-11-22 01:24:11.594793','the asking ended: came_back');
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da85d4000055fe82f82b8600e2','message','line','line:4:2','chat.postMessage','C0APP','card:4',0,'{"number": 4, "what": "acknowledge", "by": "U0HANA", "team": "app", "to": "acknowledged", "reason": null}','2026-03-04 09:00:01.856920','2026-11-22 01:24:10.881561','done',1,0,0,1,1,'2026-11-22 01:24:10.836974','2026-11-22 01:24:10.871229','2026-11-22 01:24:10.881561',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da85d700003464068cb16cfe6f','message','told','told:4:2:U0MINJUN','chat.postMessage','U0MINJUN',NULL,0,'{"user": "U0MINJUN", "number": 4, "what": "acknowledge", "by": "U0HANA", "team": "app"}','2026-03-04 09:00:01.859569','2026-11-22 01:24:10.866635','done',1,0,0,1,1,'2026-11-22 01:24:10.839623','2026-11-22 01:24:10.845240','2026-11-22 01:24:10.866635',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da86350000b1c9a2e6d8fb062b','message','line','line:4:3','chat.postMessage','C0APP','card:4',0,'{"number": 4, "what": "assign", "by": "U0HANA", "team": "app", "to": "planned", "reason": null, "assignee": "U0HANA", "self": true}','2026-03-04 09:00:01.953860','2026-11-22 01:24:10.965271','done',1,0,0,1,1,'2026-11-22 01:24:10.933914','2026-11-22 01:24:10.955119','2026-11-22 01:24:10.965271',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da866f0000e54fe27443bbcdae','message','line','line:5:2','chat.postMessage','C0APP','card:5',0,'{"number": 5, "what": "acknowledge", "by": "U0HANA", "team": "app", "to": "acknowledged", "reason": null}','2026-03-04 09:00:02.011252','2026-11-22 01:24:11.038816','done',1,0,0,1,1,'2026-11-22 01:24:10.991305','2026-11-22 01:24:11.028424','2026-11-22 01:24:11.038816',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da867100000d80a94f8e636e5d','message','told','told:5:2:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "number": 5, "what": "acknowledge", "by": "U0HANA", "team": "app"}','2026-03-04 09:00:02.013699','2026-11-22 01:24:11.023958','done',1,0,0,1,1,'2026-11-22 01:24:10.993753','2026-11-22 01:24:10.998049','2026-11-22 01:24:11.023958',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da86d900006f68e9db804cf07c','message','line','line:8:2','chat.postMessage','C0TRIAGE','card:8',0,'{"number": 8, "what": "withdraw", "by": "U0TESS", "team": null, "to": "withdrawn", "reason": null}','2026-03-04 09:00:02.117280','2026-11-22 01:24:11.131957','done',1,0,0,1,1,'2026-11-22 01:24:11.097335','2026-11-22 01:24:11.121454','2026-11-22 01:24:11.131957',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da873100002d0ff258105eca23','message','line','line:9:to:01a200da87300000dffa4f6dbba76117','chat.postMessage','C0PAY','card:9',0,'{"number": 9, "what": "not_ours", "by": "U0ANA", "team": "payments", "to_team": "app", "reason": "It is the button, not the money", "by_reporter": false}','2026-03-04 09:00:02.205186','2026-11-22 01:24:11.247790','done',1,0,0,1,1,'2026-11-22 01:24:11.185240','2026-11-22 01:24:11.238544','2026-11-22 01:24:11.247790',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da874600008e22722a0e621318','message','moved_card','moved:9:C0PAY:1772614800.899570','chat.update','C0PAY',NULL,0,'{"number": 9, "channel": "C0PAY", "ts": "1772614800.899570", "to_channel": "C0APP", "team": "app"}','2026-03-04 09:00:02.226403','2026-11-22 01:24:11.234587','done',1,0,0,1,1,'2026-11-22 01:24:11.206455','2026-11-22 01:24:11.210904','2026-11-22 01:24:11.234587',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8788000162eac62a4b1ca2b5','message','line','line:10:to:01a200da87880000e62271ab85109adb','chat.postMessage','C0TRIAGE','card:10',0,'{"number": 10, "what": "choose_team", "by": "U0TESS", "team": null, "to_team": "delivery", "reason": null, "by_reporter": false}','2026-03-04 09:00:02.292864','2026-11-22 01:24:11.331841','done',1,0,0,1,1,'2026-11-22 01:24:11.272919','2026-11-22 01:24:11.323038','2026-11-22 01:24:11.331841',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da879e000071c0770a68744c55','message','moved_card','moved:10:C0TRIAGE:1772614800.935697','chat.update','C0TRIAGE',NULL,0,'{"number": 10, "channel": "C0TRIAGE", "ts": "1772614800.935697", "to_channel": "C0DELIVERY", "team": "delivery"}','2026-03-04 09:00:02.314298','2026-11-22 01:24:11.318758','done',1,0,0,1,1,'2026-11-22 01:24:11.294350','2026-11-22 01:24:11.297723','2026-11-22 01:24:11.318758',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da87dd0000e4e11731aa9d7fac','step','publish_digest','digest:payments:2026-03-09','','',NULL,0,'{"team": "payments", "period": "2026-03-09"}','2026-03-09 08:00:00.000000','2026-11-22 01:24:11.362592','done',1,0,0,1,1,'2026-11-22 01:24:11.357424','2026-11-22 01:24:11.362592','2026-11-22 01:24:11.362592',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da87de000029777ec57806c390','step','publish_digest','digest:delivery:2026-03-09','','',NULL,0,'{"team": "delivery", "period": "2026-03-09"}','2026-03-09 00:00:00.000000','2026-11-22 01:24:11.438735','done',1,0,0,1,1,'2026-11-22 01:24:11.358440','2026-11-22 01:24:11.438735','2026-11-22 01:24:11.438735',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88030000df34bf586a3b037e','message','digest','digest_post:payments:2026-03-09','chat.postMessage','C0PAY',NULL,0,'{"team": "payments", "period": "2026-03-09"}','2026-03-13 09:00:02.415689','2026-11-22 01:24:11.417059','done',1,0,0,1,1,'2026-11-22 01:24:11.395747','2026-11-22 01:24:11.398395','2026-11-22 01:24:11.417059',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da882800004aac65c769bd6b86','step','close_survey','close_survey:01a200da84cd0000b05ec5c6c786228a:U0RITA','','',NULL,0,'{"survey": "01a200da84cd0000b05ec5c6c786228a"}','2026-03-20 08:00:00.000000','2026-11-22 01:24:11.432429','dead',0,0,0,1,0,'2026-11-22 01:24:11.432429',NULL,'2026-11-22 01:24:11.972067','the asking ended: verified');
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da882c0000ae575a2f87707b71','step','close_survey','close_survey:01a200da84cd0000b05ec5c6c786228a:U0YUKI','','',NULL,0,'{"survey": "01a200da84cd0000b05ec5c6c786228a"}','2026-03-20 08:00:00.000000','2026-11-22 01:24:11.436904','dead',0,0,0,1,0,'2026-11-22 01:24:11.436904',NULL,'2026-11-22 01:24:11.972067','the asking ended: verified');
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88400000c6f4e5bec9753806','message','digest','digest_post:delivery:2026-03-09','chat.postMessage','C0DELIVERY',NULL,0,'{"team": "delivery", "period": "2026-03-09"}','2026-03-13 09:00:02.476735','2026-11-22 01:24:11.479266','done',1,0,0,1,1,'2026-11-22 01:24:11.456791','2026-11-22 01:24:11.459760','2026-11-22 01:24:11.479266',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88640000ee83f3826df1c0a9','step','close_survey','close_survey:01a200da858b000097d363a3d61b1112:U0YUKI','','',NULL,0,'{"survey": "01a200da858b000097d363a3d61b1112"}','2026-03-20 08:00:00.000000','2026-11-22 01:24:11.492425','dead',0,0,0,1,0,'2026-11-22 01:24:11.492425',NULL,'2026-11-22 01:24:11.594793','the asking ended: came_back');
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88910001efa27bb75e57d579','message','reply','reply:01a200da889100006c7c3e61128a5126','response_url','',NULL,1,'{}','2026-03-13 09:00:02.557856','2026-11-22 01:24:11.558544','done',1,0,0,1,1,'2026-11-22 01:24:11.537875','2026-11-22 01:24:11.542221','2026-11-22 01:24:11.558544',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88d10000b03e4894f80c36dd','message','line','line:3:4','chat.postMessage','C0DELIVERY','card:3',0,'{"number": 3, "what": "still_happening", "by": null, "team": "delivery", "to": "came_back", "reason": null, "still": 1, "answered": 1}','2026-03-13 09:00:02.621258','2026-11-22 01:24:11.645898','done',1,0,0,1,1,'2026-11-22 01:24:11.601312','2026-11-22 01:24:11.636719','2026-11-22 01:24:11.645898',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da88d100025915c2d3c9c93bad','message','reply','reply:01a200da88d10001fdae67a4605a84c6','response_url','',NULL,1,'{}','2026-03-13 09:00:02.621801','2026-11-22 01:24:11.620332','done',1,0,0,1,1,'2026-11-22 01:24:11.601826','2026-11-22 01:24:11.606137','2026-11-22 01:24:11.620332',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8917000084849dcb86621d70','message','line','line:2:2','chat.postMessage','C0PAY','card:2',0,'{"number": 2, "what": "acknowledge", "by": "U0ANA", "team": "payments", "to": "acknowledged", "reason": null}','2026-03-13 09:00:02.691357','2026-11-22 01:24:11.721894','done',1,0,0,1,1,'2026-11-22 01:24:11.671409','2026-11-22 01:24:11.713241','2026-11-22 01:24:11.721894',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8919000090de13841b8cc159','message','told','told:2:2:U0MINJUN','chat.postMessage','U0MINJUN',NULL,0,'{"user": "U0MINJUN", "number": 2, "what": "acknowledge", "by": "U0ANA", "team": "payments"}','2026-03-13 09:00:02.693538','2026-11-22 01:24:11.709432','done',1,0,0,1,1,'2026-11-22 01:24:11.673590','2026-11-22 01:24:11.677573','2026-11-22 01:24:11.709432',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8919000122066fcdc06847d3','message','told','told:2:2:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "number": 2, "what": "acknowledge", "by": "U0ANA", "team": "payments"}','2026-03-13 09:00:02.693771','2026-11-22 01:24:11.705239','done',1,0,0,1,1,'2026-11-22 01:24:11.673823','2026-11-22 01:24:11.677573','2026-11-22 01:24:11.705239',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da897500009b5185800601f102','message','line','line:2:3','chat.postMessage','C0PAY','card:2',0,'{"number": 2, "what": "resolve", "by": "U0ANA", "team": "payments", "to": "resolved", "reason": null, "what_was_done": "The bank had the wrong file", "for_customer": null}','2026-03-13 09:00:02.785655','2026-11-22 01:24:11.823638','done',1,0,0,1,1,'2026-11-22 01:24:11.765708','2026-11-22 01:24:11.813780','2026-11-22 01:24:11.823638',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89760000a6d35505d30b4fce','message','told','told:2:3:U0MINJUN','chat.postMessage','U0MINJUN',NULL,0,'{"user": "U0MINJUN", "number": 2, "what": "resolve", "by": "U0ANA", "team": "payments", "what_was_done": "The bank had the wrong file", "for_customer": null}','2026-03-13 09:00:02.786652','2026-11-22 01:24:11.800179','done',1,0,0,1,1,'2026-11-22 01:24:11.766704','2026-11-22 01:24:11.774510','2026-11-22 01:24:11.800179',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89760001a42e551eee7ef57a','message','told','told:2:3:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "number": 2, "what": "resolve", "by": "U0ANA", "team": "payments", "what_was_done": "The bank had the wrong file", "for_customer": null}','2026-03-13 09:00:02.786881','2026-11-22 01:24:11.809097','done',1,0,0,1,1,'2026-11-22 01:24:11.766933','2026-11-22 01:24:11.774510','2026-11-22 01:24:11.809097',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89790000f4af37b00519e041','message','ask','ask:01a200da89780000847b1deac8c391d6:U0MINJUN','chat.postMessage','U0MINJUN',NULL,0,'{"user": "U0MINJUN", "survey": "01a200da89780000847b1deac8c391d6"}','2026-03-23 00:00:00.000000','2026-11-22 01:24:12.003765','done',1,0,0,1,1,'2026-11-22 01:24:11.769095','2026-11-22 01:24:11.981182','2026-11-22 01:24:12.003765',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89790001c37bd92dd8123168','message','ask','ask:01a200da89780000847b1deac8c391d6:U0RITA','chat.postMessage','U0RITA',NULL,0,'{"user": "U0RITA", "survey": "01a200da89780000847b1deac8c391d6"}','2026-03-20 09:00:02.789581','2026-11-22 01:24:12.012315','done',1,0,0,1,1,'2026-11-22 01:24:11.769777','2026-11-22 01:24:11.981182','2026-11-22 01:24:12.012315',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da897a0000dffdcd284a299607','step','close_survey','close_survey:01a200da89780000847b1deac8c391d6:','','',NULL,0,'{"survey": "01a200da89780000847b1deac8c391d6"}','2026-03-30 07:00:00.000000','2026-11-22 01:24:11.770470','waiting',0,0,0,1,0,'2026-11-22 01:24:11.770470',NULL,NULL,NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89c7000059b692c81ed76aeb','step','publish_digest','digest:payments:2026-03-16','','',NULL,0,'{"team": "payments", "period": "2026-03-16"}','2026-03-16 08:00:00.000000','2026-11-22 01:24:11.851750','done',1,0,0,1,1,'2026-11-22 01:24:11.847734','2026-11-22 01:24:11.851750','2026-11-22 01:24:11.851750',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89c8000068a6638ebd3b6550','step','publish_digest','digest:delivery:2026-03-16','','',NULL,0,'{"team": "delivery", "period": "2026-03-16"}','2026-03-16 00:00:00.000000','2026-11-22 01:24:11.884518','done',1,0,0,1,1,'2026-11-22 01:24:11.848572','2026-11-22 01:24:11.884518','2026-11-22 01:24:11.884518',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89dc0000b5d9dcb4673922ac','message','digest','digest_post:payments:2026-03-16','chat.postMessage','C0PAY',NULL,0,'{"team": "payments", "period": "2026-03-16"}','2026-03-16 12:00:00.027404','2026-11-22 01:24:11.880053','done',1,0,0,1,1,'2026-11-22 01:24:11.868202','2026-11-22 01:24:11.871208','2026-11-22 01:24:11.880053',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da89fd000065690ea6f1153fd7','message','digest','digest_post:delivery:2026-03-16','chat.postMessage','C0DELIVERY',NULL,0,'{"team": "delivery", "period": "2026-03-16"}','2026-03-16 12:00:00.061176','2026-11-22 01:24:11.913357','done',1,0,0,1,1,'2026-11-22 01:24:11.901974','2026-11-22 01:24:11.905078','2026-11-22 01:24:11.913357',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a380000fae4069805733d0b','step','publish_digest','digest:payments:2026-03-23','','',NULL,0,'{"team": "payments", "period": "2026-03-23"}','2026-03-23 08:00:00.000000','2026-11-22 01:24:12.026875','done',1,0,0,1,1,'2026-11-22 01:24:11.960545','2026-11-22 01:24:12.026875','2026-11-22 01:24:12.026875',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a3900004535ce37c8e4e834','step','publish_digest','digest:delivery:2026-03-23','','',NULL,0,'{"team": "delivery", "period": "2026-03-23"}','2026-03-23 00:00:00.000000','2026-11-22 01:24:12.049470','done',1,0,0,1,1,'2026-11-22 01:24:11.961502','2026-11-22 01:24:12.049470','2026-11-22 01:24:12.049470',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a490000545f4972329a87d1','message','line','line:1:4','chat.postMessage','C0PAY','card:1',0,'{"number": 1, "what": "verify", "by": null, "team": "payments", "to": "verified", "reason": null, "gone": 1, "answered": 1, "asked": 2}','2026-03-24 12:00:00.136632','2026-11-22 01:24:12.046984','done',1,0,0,1,1,'2026-11-22 01:24:11.977426','2026-11-22 01:24:12.038679','2026-11-22 01:24:12.046984',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a690000e8f441096e113107','step','close_survey','close_survey:01a200da89780000847b1deac8c391d6:U0MINJUN','','',NULL,0,'{"survey": "01a200da89780000847b1deac8c391d6"}','2026-03-31 07:00:00.000000','2026-11-22 01:24:12.009521','waiting',0,0,0,1,0,'2026-11-22 01:24:12.009521',NULL,NULL,NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a730000d4b0c4fd6343d174','step','close_survey','close_survey:01a200da89780000847b1deac8c391d6:U0RITA','','',NULL,0,'{"survey": "01a200da89780000847b1deac8c391d6"}','2026-03-31 07:00:00.000000','2026-11-22 01:24:12.019500','waiting',0,0,0,1,0,'2026-11-22 01:24:12.019500',NULL,NULL,NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a840000e426cbee1d90f32c','message','digest','digest_post:payments:2026-03-23','chat.postMessage','C0PAY',NULL,0,'{"team": "payments", "period": "2026-03-23"}','2026-03-24 12:00:00.195559','2026-11-22 01:24:12.069985','done',1,0,0,1,1,'2026-11-22 01:24:12.036355','2026-11-22 01:24:12.061155','2026-11-22 01:24:12.069985',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8a9a0000af43930e725aaaf2','message','digest','digest_post:delivery:2026-03-23','chat.postMessage','C0DELIVERY',NULL,0,'{"team": "delivery", "period": "2026-03-23"}','2026-03-24 12:00:00.218134','2026-11-22 01:24:12.077664','done',1,0,0,1,1,'2026-11-22 01:24:12.058931','2026-11-22 01:24:12.061155','2026-11-22 01:24:12.077664',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8ad70001a6dde6842464d32b','message','reply','reply:01a200da8ad70000e88abc833a895ff2','response_url','',NULL,1,'{}','2026-03-24 12:00:00.279182','2026-11-22 01:24:12.140525','done',1,0,0,1,1,'2026-11-22 01:24:12.119943','2026-11-22 01:24:12.124197','2026-11-22 01:24:12.140525',NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b0c0000efe2d01adf47d75b','surface','card','card:14','chat.postMessage','C0APP','card:14',0,'{"number": 14}','2026-03-24 12:00:00.331237','2026-11-22 01:25:12.186309','waiting',1,0,0,1,0,'2026-11-22 01:24:12.172032','2026-11-22 01:24:12.177176',NULL,'is_archived: the channel is archived: choose another one in the settings');
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b320000ccd808763c42a68c','surface','card','card:15','chat.update','C0PAY','card:15',0,'{"number": 15}','2026-03-24 12:00:00.369461','2026-11-22 02:24:12.286000','waiting',2,0,0,2,1,'2026-11-22 01:24:12.210256','2026-11-22 01:24:12.263811',NULL,'ratelimited');
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b620000875ad0b99706a0d6','message','line','line:15:2','chat.postMessage','C0PAY','card:15',0,'{"number": 15, "what": "undo", "by": "U0RITA", "team": "payments", "to": "withdrawn", "reason": null}','2026-03-24 12:00:00.417659','2026-11-22 01:24:12.258453','waiting',0,0,0,1,0,'2026-11-22 01:24:12.258453',NULL,NULL,NULL);
INSERT INTO "work" VALUES('01a200da7e4b000091d94fa7931f4fef','01a200da8b630001aa2db46fe4824b58','message','reply','reply:01a200da8b63000012b36ecd8a13f468','response_url','',NULL,1,'{"what": "undone", "facts": {"number": 15}, "url": "gAAAAABrAkQ89Q2h-SFTL_N2aBhV5VjxtlF7TUD5xL4L2w168mgywYHaaf7z_sImuWmnGLH57r8M3BsL1AhR_ebNsOmmlXuFeudWDIBO2HOWUY4IUTZ5MIo87ub-PZg2Mm062Ea484iRtiPkkr2GOKJiTq5r3Iygow==", "user": "U0RITA", "channel": "C0GENERAL", "replace": true}','2026-03-24 12:00:00.418622','2026-11-22 02:24:12.281465','waiting',1,0,0,1,0,'2026-11-22 01:24:12.259388','2026-11-22 01:24:12.263811',NULL,'ratelimited');
CREATE TABLE workspace (
	id VARCHAR NOT NULL, 
	slack_team_id VARCHAR, 
	name VARCHAR NOT NULL, 
	domain VARCHAR NOT NULL, 
	bot_user_id VARCHAR, 
	bot_id VARCHAR, 
	app_id VARCHAR, 
	locale VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	hours VARCHAR NOT NULL, 
	holidays VARCHAR, 
	triage_channel_id VARCHAR, 
	triage_members JSON NOT NULL, 
	admins JSON NOT NULL, 
	cx_leads JSON NOT NULL, 
	reaction VARCHAR, 
	verify_after_days INTEGER NOT NULL, 
	retention JSON NOT NULL, 
	settings_version INTEGER NOT NULL, 
	last_number INTEGER NOT NULL, 
	last_label INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT workspace_pkey PRIMARY KEY (id), 
	CONSTRAINT workspace_slack_team_id_key UNIQUE (slack_team_id)
);
INSERT INTO "workspace" VALUES('01a200da7e4b000091d94fa7931f4fef','T0SNAG','Larkfield','larkfield','U0SNAG','B0SNAG','A0SNAG','en','Europe/Berlin','Mon-Fri 09:00-18:00','DE','C0TRIAGE','["U0TESS"]','["U0ADMIN"]','["U0CARA"]','snag',7,'{"reports": 730}',4,15,8,'2026-03-04 08:00:00.036327');
CREATE INDEX inbox_by_age ON inbox (at);
CREATE INDEX log_by_time ON log (workspace_id, at);
CREATE INDEX post_by_subject ON post (workspace_id, subject);
CREATE INDEX work_chain ON work (workspace_id, chain, id) WHERE state in ('waiting', 'sending');
CREATE INDEX work_due ON work (due_at, visible_at) WHERE state in ('waiting', 'sending');
CREATE INDEX annoyance_by_team ON annoyance (workspace_id, team_key, state, number);
CREATE INDEX move_by_team ON move (workspace_id, team_key, at);
CREATE INDEX report_by_annoyance ON report (workspace_id, number);
CREATE INDEX report_by_reporter ON report (workspace_id, reporter_id, created_at);
CREATE INDEX term_by_annoyance ON term (workspace_id, number, term);
COMMIT;
