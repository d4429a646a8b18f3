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
