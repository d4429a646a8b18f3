-- An organization with 5,000 projects for the tests of long lists: through the API, making it takes the better part
-- of a minute. Loaded before the server starts. Nobody changes it; each test signs in as an owner of its own,
-- because an address gets only five codes an hour.

INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at)
VALUES ('01960000-0001-7000-8000-000000000001', 'Five thousand', 'five thousand', 'https://example.com', 'e2e-five-thousand',
        1700000000000, 1700000000000);

INSERT INTO subscriptions (organization_id, plan, interval, anchor_at, period_start, period_end)
VALUES ('01960000-0001-7000-8000-000000000001', 'enterprise', 'year', 1700000000000, 1700000000000, 9007199254740991);
INSERT INTO billing_details (organization_id) VALUES ('01960000-0001-7000-8000-000000000001');

WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 40)
INSERT INTO users (id, email, email_key, created_at)
SELECT printf('01960000-0000-7000-8000-%012x', number), printf('e2e-owner-%d@example.com', number),
       printf('e2e-owner-%d@example.com', number), 1700000000000
FROM numbers;

INSERT INTO memberships (organization_id, user_id, role, created_at, email_key)
SELECT '01960000-0001-7000-8000-000000000001', id, 4, created_at, email_key FROM users WHERE id LIKE '01960000-0000-7000-%';

WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 5000)
INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at)
SELECT printf('01960000-0002-7000-8000-%012x', number), '01960000-0001-7000-8000-000000000001',
       printf('Project %04d', number), printf('project %04d', number), printf('project-%04d', number),
       1700000000000 + number * 1000, 1700000000000 + number * 1000
FROM numbers;

INSERT INTO environments (id, organization_id, project_id, mode, created_at)
SELECT substr(projects.id, 1, 13) || modes.variant || substr(projects.id, 19), projects.organization_id, projects.id,
       modes.mode, projects.created_at
FROM projects
JOIN (SELECT 'sandbox' AS mode, '-7001' AS variant UNION ALL SELECT 'live', '-7002') AS modes
WHERE projects.id LIKE '01960000-0002-7000-%';

-- An Admin who made more keys than are counted where somebody looks what goes along: one in each of 1,001 sandboxes.
INSERT INTO users (id, email, email_key, created_at)
VALUES ('01960000-0003-7000-8000-000000000001', 'e2e-key-maker@example.com', 'e2e-key-maker@example.com', 1700000000000);
INSERT INTO memberships (organization_id, user_id, role, created_at, email_key)
VALUES ('01960000-0001-7000-8000-000000000001', '01960000-0003-7000-8000-000000000001', 3, 1700000000000, 'e2e-key-maker@example.com');
INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at)
SELECT '01960000-0004' || substr(id, 14), organization_id, project_id, id, 'Web server', 'abcd', 'e2e-' || id,
       '01960000-0003-7000-8000-000000000001', created_at
FROM environments
WHERE organization_id = '01960000-0001-7000-8000-000000000001' AND mode = 'sandbox'
ORDER BY id LIMIT 1001;
