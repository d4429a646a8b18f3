-- Demo data for the local console: who is new to it sees how it looks in use. Sign in as demo@example.com.
-- Ids have the form of a UUID v7 and grow in the order of creation; times are counted back from now.

INSERT INTO users (id, email, email_key, name, name_key, created_at)
VALUES
  ('01970000-0000-7000-8000-000000000001', 'demo@example.com', 'demo@example.com', NULL, '', (unixepoch() - 40 * 86400) * 1000),
  ('01970000-0000-7000-8000-000000000002', 'anna@example.com', 'anna@example.com', 'Anna Lee', 'anna lee', (unixepoch() - 38 * 86400) * 1000),
  ('01970000-0000-7000-8000-000000000003', 'ben@example.com', 'ben@example.com', 'Ben Okafor', 'ben okafor', (unixepoch() - 21 * 86400) * 1000),
  ('01970000-0000-7000-8000-000000000004', 'chloe@example.com', 'chloe@example.com', NULL, '', (unixepoch() - 5 * 86400) * 1000);

INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at)
VALUES
  ('01970000-0001-7000-8000-000000000001', 'Lighthouse Books', 'lighthouse books', 'https://lighthouse-books.example/',
   'lighthouse-books', (unixepoch() - 40 * 86400) * 1000, (unixepoch() - 40 * 86400) * 1000),
  ('01970000-0001-7000-8000-000000000002', 'Meridian Logistics', 'meridian logistics', 'https://meridian.example/',
   'meridian-logistics', (unixepoch() - 30 * 86400) * 1000, (unixepoch() - 30 * 86400) * 1000);

INSERT INTO memberships (organization_id, user_id, role, created_at, email_key)
SELECT id, '01970000-0000-7000-8000-000000000001', 4, created_at, 'demo@example.com'
FROM organizations WHERE id LIKE '01970000-0001-7000-%';

-- Colleagues in the first, one of each other role.
INSERT INTO memberships (organization_id, user_id, role, created_at, email_key)
SELECT '01970000-0001-7000-8000-000000000001', u.id, 5 - substr(u.id, -1), u.created_at, u.email_key
FROM users u WHERE u.id BETWEEN '01970000-0000-7000-8000-000000000002' AND '01970000-0000-7000-8000-000000000004';

-- The first pays by the month, the second by the year.
INSERT INTO billing_details (organization_id, email, name, line1, postal_code, city, country, tax_id)
VALUES
  ('01970000-0001-7000-8000-000000000001', 'accounts@lighthouse-books.example', 'Lighthouse Books Ltd', '4 Harbour Street', 'D02 X285',
   'Dublin', 'IE', 'IE1234567A'),
  ('01970000-0001-7000-8000-000000000002', '', '', '', '', '', '', '');
WITH wanted (id, plan, interval, start, finish) AS (
  VALUES
    ('01970000-0001-7000-8000-000000000001', 'pro', 'month', unixepoch('now', 'start of day', '-10 days'), unixepoch('now', 'start of day', '-10 days', '+1 month')),
    ('01970000-0001-7000-8000-000000000002', 'enterprise', 'year', unixepoch('now', 'start of day', '-20 days'), unixepoch('now', 'start of day', '-20 days', '+1 year'))
)
INSERT INTO subscriptions (organization_id, plan, interval, anchor_at, period_start, period_end)
SELECT id, plan, interval, start * 1000, start * 1000, finish * 1000 FROM wanted;
WITH wanted (number, months, status) AS (VALUES (1, 1, 'paid'), (2, 0, 'open'))
INSERT INTO invoices (id, organization_id, number, sequence, provider, status, currency, total, period_start, period_end, issued_at, due_at,
  paid_at, bill_to, lines, seller, instructions)
SELECT printf('01970000-0004-7000-8000-%012x', w.number), s.organization_id, printf('INV-%06d', w.number), w.number, 'manual', w.status, 'eur', 2900,
  s.period_start - w.months * 2592000000, s.period_end - w.months * 2592000000, s.period_start - w.months * 2592000000,
  s.period_start - w.months * 2592000000 + 1209600000, iif(w.status = 'paid', s.period_start - w.months * 2592000000 + 259200000, NULL),
  json_object('name', d.name, 'email', d.email, 'line1', d.line1, 'line2', d.line2, 'postal_code', d.postal_code, 'city', d.city,
    'country', d.country, 'tax_id', d.tax_id),
  json_array(json_object('kind', 'plan', 'description', 'Pro, monthly', 'quantity', 1, 'amount', 2900,
    'period_start', s.period_start - w.months * 2592000000, 'period_end', s.period_end - w.months * 2592000000)),
  'Portico', 'Ask whoever runs this installation how to pay.'
FROM wanted w JOIN subscriptions s ON s.organization_id = '01970000-0001-7000-8000-000000000001'
JOIN billing_details d ON d.organization_id = s.organization_id;

-- A handful, one of them with the longest name that is allowed.
WITH wanted (number, name, slug) AS (
  VALUES
    (1, 'Shop', 'shop'),
    (2, 'Reading room', 'reading-room'),
    (3, 'Warehouse scanner', 'warehouse-scanner'),
    (4, 'Customer accounts and consent for all the shops of the northeast', 'customer-accounts-and-consent'),
    (5, 'Author portal', 'author-portal')
)
INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at)
SELECT
  printf('01970000-0002-7000-8000-%012x', number), '01970000-0001-7000-8000-000000000001', name, lower(name), slug,
  (unixepoch() - (36 - 6 * number) * 86400) * 1000, (unixepoch() - (36 - 6 * number) * 86400) * 1000
FROM wanted;

-- Three hundred, to try the search: 15 services in 20 cities.
WITH
  services (number, name) AS (
    VALUES
      (0, 'Billing'), (1, 'Booking'), (2, 'Carrier portal'), (3, 'Customs'), (4, 'Dispatch'), (5, 'Driver app'),
      (6, 'Fleet map'), (7, 'Fuel cards'), (8, 'Invoices'), (9, 'Parcel lockers'), (10, 'Pricing'),
      (11, 'Returns desk'), (12, 'Route planner'), (13, 'Tracking page'), (14, 'Yard gate')
  ),
  cities (number, name) AS (
    VALUES
      (0, 'Aarhus'), (1, 'Antwerp'), (2, 'Bilbao'), (3, 'Bremen'), (4, 'Cork'), (5, 'Dresden'), (6, 'Gdansk'),
      (7, 'Ghent'), (8, 'Graz'), (9, 'Leeds'), (10, 'Lille'), (11, 'Lyon'), (12, 'Malmo'), (13, 'Oporto'),
      (14, 'Riga'), (15, 'Tallinn'), (16, 'Trieste'), (17, 'Turin'), (18, 'Utrecht'), (19, 'Vilnius')
  ),
  wanted (number, name) AS (
    SELECT cities.number * 15 + services.number, services.name || ' ' || cities.name FROM services, cities
  )
INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at)
SELECT
  printf('01970000-0003-7000-8000-%012x', number), '01970000-0001-7000-8000-000000000002', name, lower(name),
  replace(lower(name), ' ', '-'), (unixepoch() - 30 * 86400 + number * 8000) * 1000,
  (unixepoch() - 30 * 86400 + number * 8000) * 1000
FROM wanted;

INSERT INTO environments (id, organization_id, project_id, mode, created_at)
SELECT
  substr(projects.id, 1, 13) || modes.variant || substr(projects.id, 19),
  projects.organization_id, projects.id, modes.mode, projects.created_at
FROM projects
JOIN (SELECT 'sandbox' AS mode, '-7001' AS variant UNION ALL SELECT 'live', '-7002') AS modes
WHERE projects.id LIKE '01970000-000_-7000-%';

-- Every project begins as the console makes one from the template of a web app; tests/api/seed.rs sees to it.
INSERT INTO schemas (project_id, organization_id, version, document, updated_at, updated_by)
SELECT id, organization_id, 1,
  '[{"key":"app.display_name","title":"Display name","description":"What the application calls itself.","kind":{"type":"text","max_length":64},"required_in_live":true,"secret":false,"default":"My app"},
   {"key":"app.support_address","title":"Support address","description":"The e-mail address to which people write for help.","kind":{"type":"text","max_length":254,"pattern":"[^@\\s]+@[^@\\s]+\\.[^@\\s]+"},"required_in_live":true,"secret":false},
   {"key":"auth.allowed_origins","title":"Allowed origins","description":"Where pages may call the application from.","kind":{"type":"url_list","max_items":20},"required_in_live":true,"secret":false,"default":["http://localhost:3000"]},
   {"key":"auth.redirect_urls","title":"Redirect URLs","description":"Where people may be sent after they signed in.","kind":{"type":"url_list","max_items":20},"required_in_live":true,"secret":false,"default":["http://localhost:3000/callback"]},
   {"key":"auth.session_length","title":"Session length","description":"How long a sign-in lasts.","kind":{"type":"integer","min":5,"max":43200,"unit":"minutes"},"required_in_live":false,"secret":false,"default":1440},
   {"key":"auth.signing_secret","title":"Signing secret","description":"What the application signs its sessions with.","kind":{"type":"text","min_length":32,"max_length":256},"required_in_live":true,"secret":true},
   {"key":"theme.primary_colour","title":"Primary colour","description":"The colour of buttons and links.","kind":{"type":"colour"},"required_in_live":false,"secret":false,"default":"#2456e6"},
   {"key":"features.sign_up","title":"Sign-up","description":"Whether new people may register.","kind":{"type":"boolean"},"required_in_live":false,"secret":false,"default":true},
   {"key":"features.dark_mode","title":"Dark mode","description":"Whether people may choose a dark theme.","kind":{"type":"boolean"},"required_in_live":false,"secret":false,"default":true},
   {"key":"features.maintenance","title":"Maintenance","description":"Whether a notice stands in place of the application.","kind":{"type":"boolean"},"required_in_live":false,"secret":false,"default":false}]',
  created_at, '01970000-0000-7000-8000-000000000001'
FROM projects WHERE id LIKE '01970000-000_-7000-%';

-- What these versions consist of, once in each project.
INSERT INTO documents (project_id, hash, bytes, text)
SELECT p.id, d.hash, length(CAST(d.text AS BLOB)), d.text FROM projects p, (
  SELECT 'b5cdfa5e7a0fc5426ab76024fda11f31819d90748263113071fa8fceddddb9d9' AS hash,
    '{"app.display_name":"My app","auth.allowed_origins":["http://localhost:3000"],"auth.redirect_urls":["http://localhost:3000/callback"],"auth.session_length":1440,"features.dark_mode":true,"features.maintenance":false,"features.sign_up":true,"theme.primary_colour":"#2456e6"}' AS text
  UNION ALL SELECT '4c1d8026fb9901ef500df95ca25813ceb7dacb8c4a3c071fc2225b2f55d4847b', '{"own":[],"secrets":{}}') d
WHERE p.id LIKE '01970000-000_-7000-%';

INSERT INTO versions
  (environment_id, number, organization_id, project_id, document, marks, hash, message, kind, author_id, created_at)
SELECT id, 1, organization_id, project_id,
  'b5cdfa5e7a0fc5426ab76024fda11f31819d90748263113071fa8fceddddb9d9',
  '4c1d8026fb9901ef500df95ca25813ceb7dacb8c4a3c071fc2225b2f55d4847b',
  'b5cdfa5e7a0fc5426ab76024fda11f31819d90748263113071fa8fceddddb9d9',
  'Created from the template “Web app”', 'publish', '01970000-0000-7000-8000-000000000001', created_at
FROM environments WHERE mode = 'sandbox' AND id LIKE '01970000-000_-7001-%';

UPDATE environments SET published_version = 1 WHERE mode = 'sandbox' AND id LIKE '01970000-000_-7001-%';
UPDATE projects SET drift = 8 WHERE id LIKE '01970000-000_-7000-%';

-- Seven weeks of use, less at weekends.
WITH RECURSIVE days (day) AS (
  SELECT unixepoch() / 86400 - 48 UNION ALL SELECT day + 1 FROM days WHERE day < unixepoch() / 86400
)
INSERT INTO usage_days (organization_id, day, project_id, reads)
SELECT p.organization_id, d.day, p.id,
  (1 + substr(p.id, -1)) * (300 + 37 * ((d.day * 7919 + substr(p.id, -1) * 104729) % 11)) / iif(d.day % 7 IN (2, 3), 4, 1)
FROM projects p, days d WHERE p.id LIKE '01970000-0002-7000-%';

INSERT INTO usage_months (organization_id, first_day, reads)
SELECT organization_id, unixepoch(day * 86400, 'unixepoch', 'start of month') / 86400 AS first_day, sum(reads)
FROM usage_days WHERE project_id LIKE '01970000-0002-7000-%' GROUP BY organization_id, first_day;
