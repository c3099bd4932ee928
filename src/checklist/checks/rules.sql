-- Items of 令和7年度版 and later that rest on written rules, and the plan for a second factor.

-- name: clause_missing   Topics that no clause of a regulation answers ($13: the topics asked for).
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    reuse rules
-- mend:   clause
-- say:    具体的な実施方法を定めた規程の条項がない項目が{n}件あります。規程に書き、「条項」に登録してください。
-- source: 令和7年度版 4-①（1〜3 の全項目の具体的な実施方法を運用管理規程等に定める）
WITH topic(code, ja) AS (VALUES
     ('officer', '安全管理責任者'), ('ledger', '台帳管理'), ('remote', 'リモートメンテナンスの確認'),
     ('disclosure', 'MDS/SDS'), ('rights', 'アクセス利用権限'), ('accounts', '不要なアカウント'),
     ('patch', 'セキュリティパッチ'), ('password', 'パスワードの長さと変更'),
     ('reuse', 'パスワードの使い回し'), ('media', '外部記録媒体'), ('two_factor', '二要素認証'),
     ('log', 'アクセスログ'), ('services', '不要なソフトウェア・サービス'),
     ('source_limit', '接続元制限'), ('contact', '連絡体制図'),
     ('backup', 'バックアップと復旧手順'), ('bcp', 'BCP'))
SELECT 'facility', f.id, NULL, t.ja
  FROM facility f, topic t
 WHERE f.facility_id = $1 AND f.id = $1
   AND replace($13, ',' || t.code || ',', '') <> $13
   AND NOT EXISTS (SELECT 1
                     FROM clause c
                     JOIN regulation r ON r.facility_id = c.facility_id AND r.id = c.regulation
                    WHERE c.facility_id = $1 AND c.topic = t.code AND c.closed_on IS NULL
                      AND r.closed_on IS NULL AND r.approved_on <= $2)
 ORDER BY 4;

-- name: two_factor_open   A system without a second factor and without a plan inside 令和9年度.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    two_factor
-- say:    二要素認証がなく、令和9年度末までの予定もないシステムが{n}件あります。事業者と相談して予定日を決めてください。
-- source: 令和7年度版 2-⑩（二要素認証の実装、または令和9年度までの実装予定）
WITH plan(ends_on) AS (VALUES ('2028-03-31'))
SELECT 'system', s.id,
       CASE WHEN s.two_factor = 'planned' THEN 'two_factor_due_on' ELSE 'two_factor' END, NULL
  FROM system s, plan p
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND COALESCE(s.two_factor, 'unknown') <> 'done'
   AND NOT (COALESCE(s.two_factor, '') = 'planned' AND COALESCE(s.two_factor_due_on, '9999')
            <= p.ends_on)
 ORDER BY s.id;
