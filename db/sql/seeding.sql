-- name: mark(name)
-- What planted seeds looked like.
SELECT value FROM marker WHERE name = :name

-- name: set_mark(name, mark)
-- Note what planted seeds look like, or another lasting fact of this database.
INSERT INTO marker (name, value) VALUES (:name, :mark) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: topic(id, position, name, description)
-- Add or renew a topic.
INSERT INTO topic (id, position, name, description) VALUES (:id, :position, :name, :description)
ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name, description = excluded.description

-- name: source(slug, name, home, kind, url, display, licence, access, nations, poll_minutes, delay_seconds, status, follow, retain_text_days, furniture, selectors, weight)
-- Add a source, or renew what its file says but for the operator's switch.
INSERT INTO source (slug, name, home, kind, url, display, licence, access, nations, poll_minutes, delay_seconds, status,
    follow, retain_text_days, furniture, selectors, weight)
VALUES (:slug, :name, :home, :kind, :url, :display, :licence, :access, :nations, :poll_minutes, :delay_seconds, :status,
    :follow, :retain_text_days, :furniture, :selectors, :weight)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name, home = excluded.home, kind = excluded.kind, url = excluded.url,
    display = excluded.display, licence = excluded.licence, access = excluded.access, nations = excluded.nations,
    poll_minutes = excluded.poll_minutes, delay_seconds = excluded.delay_seconds, follow = excluded.follow,
    retain_text_days = excluded.retain_text_days, furniture = excluded.furniture, selectors = excluded.selectors,
    weight = excluded.weight

-- name: read_again(slug, kind, url, display, follow, furniture, selectors)
-- Let a source be read whole again if its file now says otherwise how to read it.
UPDATE source_state SET etag = NULL, last_modified = NULL, body_hash = NULL, entry_marks = '[]'
WHERE source_id IN (
    SELECT id FROM source WHERE slug = :slug AND (kind <> :kind OR url <> :url OR display <> :display
        OR follow <> :follow OR furniture <> :furniture OR selectors <> :selectors))

-- name: event_series(id, name, short_name, organiser, former_names, usual_month)
-- Add or renew an event series.
INSERT INTO event_series (id, name, short_name, organiser, former_names, usual_month)
VALUES (:id, :name, :short_name, :organiser, :former_names, :usual_month)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, organiser = excluded.organiser,
    former_names = excluded.former_names, usual_month = excluded.usual_month

-- name: event_edition(key, series, year, name, starts, ends, city, venue, confirmed)
-- Add or renew an edition of an event.
INSERT INTO event_edition (key, series_id, year, name, starts_on, ends_on, city, venue, confirmed)
VALUES (:key, :series, :year, :name, :starts, :ends, :city, :venue, :confirmed)
ON CONFLICT (key) DO UPDATE SET series_id = excluded.series_id, year = excluded.year, name = excluded.name,
    starts_on = excluded.starts_on, ends_on = excluded.ends_on, city = excluded.city, venue = excluded.venue,
    confirmed = excluded.confirmed

-- name: office(id, name, body)
-- Add or renew an office.
INSERT INTO office (id, name, body) VALUES (:id, :name, :body)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body

-- name: forget_tenures()
-- Remove all tenures; the seeds bring them again.
DELETE FROM tenure

-- name: tenure(office, person, person_slug, title, started, ended, confirmed)
-- Add a person in an office.
INSERT INTO tenure (office_id, person, person_slug, title, started, ended, confirmed)
VALUES (:office, :person, :person_slug, :title, :started, :ended, :confirmed)

-- name: body(slug, name, acronym, role, nation, started, ended, predecessor, successor)
-- Add or renew a body.
INSERT INTO body (slug, name, acronym, role, nation, started, ended, predecessor, successor)
VALUES (:slug, :name, :acronym, :role, :nation, :started, :ended, :predecessor, :successor)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name, acronym = excluded.acronym, role = excluded.role,
    nation = excluded.nation, started = excluded.started, ended = excluded.ended,
    predecessor = excluded.predecessor, successor = excluded.successor

-- name: glossary_term(term, expansion, definition, nation, status, aliases, replaced_by)
-- Add or renew a term of the glossary.
INSERT INTO glossary_term (term, expansion, definition, nation, status, aliases, replaced_by)
VALUES (:term, :expansion, :definition, :nation, :status, :aliases, :replaced_by)
ON CONFLICT (term) DO UPDATE SET expansion = excluded.expansion, definition = excluded.definition,
    nation = excluded.nation, status = excluded.status, aliases = excluded.aliases, replaced_by = excluded.replaced_by

-- name: duty(id, name, wording, instrument, in_force_from, in_force_to, owes, nation, source_url, checked)
-- Add or renew a duty.
INSERT INTO duty (id, name, wording, instrument, in_force_from, in_force_to, owes, nation, source_url, checked)
VALUES (:id, :name, :wording, :instrument, :in_force_from, :in_force_to, :owes, :nation, :source_url, :checked)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, wording = excluded.wording, instrument = excluded.instrument,
    in_force_from = excluded.in_force_from, in_force_to = excluded.in_force_to, owes = excluded.owes,
    nation = excluded.nation, source_url = excluded.source_url, checked = excluded.checked
