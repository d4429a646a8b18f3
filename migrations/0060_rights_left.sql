-- Answers of changes that took the right of whoever made them were given again to anybody who made one; now they are to whoever has the role that it left
-- (worker/src/idempotency.rs). Those that are kept so far say which role it took: what is left of it stands in the membership, or in none. A deletion is told again also
-- while the organization is in the trash.
UPDATE answers SET
  needs_role = min(needs_role, coalesce((SELECT m.role FROM memberships m
    WHERE m.organization_id = answers.organization_id AND m.user_id = answers.user_id), 0)),
  ends_right = iif(endpoint = 'delete_organization', 2, 1)
WHERE ends_right = 1;
