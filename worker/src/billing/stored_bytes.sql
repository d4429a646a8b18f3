coalesce((SELECT sum(x.bytes) FROM documents x WHERE x.project_id = projects.id), 0)
+ coalesce((SELECT sum(length(CAST(x.message AS BLOB)) + length(CAST(coalesce(x.source, '') AS BLOB))) FROM versions x
    WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
+ coalesce((SELECT sum(length(CAST(x.changes AS BLOB)) + length(CAST(x.secrets AS BLOB))) FROM drafts x
    WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
+ coalesce((SELECT sum(length(CAST(x.document AS BLOB))) FROM schemas x
    WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
+ coalesce((SELECT sum(length(x.ciphertext)) FROM secrets x
    WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
