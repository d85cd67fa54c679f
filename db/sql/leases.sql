-- name: owners()
-- Everybody who holds a job, a host, a page or a mail.
SELECT owner FROM job WHERE owner IS NOT NULL
UNION SELECT owner FROM host WHERE owner IS NOT NULL
UNION SELECT owner FROM frontier WHERE state = 'claimed' AND owner IS NOT NULL
UNION SELECT owner FROM outbox WHERE state = 'claimed' AND owner IS NOT NULL

-- name: free_jobs(owner)
-- Let another worker do what a dead one had begun.
UPDATE job SET owner = NULL, leased_until = NULL WHERE owner = :owner

-- name: free_hosts(owner)
-- Let another crawler ask the hosts of a dead one.
UPDATE host SET owner = NULL, leased_until = NULL WHERE owner = :owner

-- name: free_pages(owner)
-- Let another crawler fetch the pages of a dead one; the attempt counts, in case the page itself is deadly.
UPDATE frontier SET state = 'waiting', owner = NULL, claimed_until = NULL
WHERE state = 'claimed' AND owner = :owner

-- name: free_mails(owner)
-- Let another sender carry the mails of a dead one.
UPDATE outbox SET state = 'waiting', owner = NULL, claimed_until = NULL WHERE state = 'claimed' AND owner = :owner
