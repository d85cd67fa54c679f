-- How many mails of a run were written is asked at each start of it.
CREATE INDEX digest_mail_sent ON digest_mail (run_id) WHERE outbox_id IS NOT NULL;
