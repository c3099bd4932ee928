-- 3-(3) サイバー攻撃を想定した事業継続計画（BCP）を策定している。

-- name: bcp_none   No approved plan that covers cyber attacks.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    bcp
-- mend:   bcp
-- say:    サイバー攻撃を想定した、承認済みのBCPがありません。BCPを作って承認を受け、「サイバー攻撃を想定」に印を付けて登録してください。
-- source: チェックリスト 3-(3)、研修資料 3-(3) 実施方法
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM bcp b
                    WHERE b.facility_id = $1 AND b.closed_on IS NULL AND b.covers_cyber = 1
                      AND b.approved_on <= $2);

-- name: bcp_part_missing   One of the five parts is not in the plan.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    bcp
-- say:    書いてあるべき五つのことがそろっていないBCPがあります（{n}件）。足りないところを書き、「はい」と記載箇所を入れてください。
-- source: 研修資料 3-(3) 実施方法（意思決定プロセス、緊急時の体制や手順）
SELECT 'bcp', b.id,
       CASE WHEN b.part_recognition <> 'yes' THEN 'part_recognition,' ELSE '' END
       || CASE WHEN b.part_continuity <> 'yes' THEN 'part_continuity,' ELSE '' END
       || CASE WHEN b.part_procedures <> 'yes' THEN 'part_procedures,' ELSE '' END
       || CASE WHEN b.part_response <> 'yes' THEN 'part_response,' ELSE '' END
       || CASE WHEN b.part_decision <> 'yes' THEN 'part_decision' ELSE '' END, NULL
  FROM bcp b
 WHERE b.facility_id = $1 AND b.closed_on IS NULL AND b.covers_cyber = 1
   AND (b.part_recognition <> 'yes' OR b.part_continuity <> 'yes' OR b.part_procedures <> 'yes'
        OR b.part_response <> 'yes' OR b.part_decision <> 'yes')
 ORDER BY b.id;

-- name: bcp_review_due   The plan's review is past its day.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    bcp
-- say:    見直しの期日を過ぎたBCPが{n}件あります。見直して、次の期日を入れてください。
-- source: BCP確認表のための手引き（定期的に見直す）
SELECT 'bcp', b.id, 'review_due_on', NULL
  FROM bcp b
 WHERE b.facility_id = $1 AND b.closed_on IS NULL AND b.review_due_on <= $3
 ORDER BY b.id;

-- name: bcp_answers_open   Questions of the 確認表 that are いいえ or not answered.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    bcp
-- mend:   bcp_answer
-- say:    BCP確認表に、「いいえ」か未記入の項目があります。確かめて記入してください。
-- source: サイバー攻撃を想定した事業継続計画（BCP）策定の確認表（令和6年6月）
WITH form(questions) AS (VALUES (27)) -- of catalogue/bcp_confirmation.json
SELECT 'bcp_answer', a.id, 'reply', NULL
  FROM bcp_answer a
 WHERE a.facility_id = $1 AND a.closed_on IS NULL AND COALESCE(a.reply, 'no') = 'no'
 UNION ALL
SELECT 'facility', f.id, NULL, '行のない項目があります'
  FROM facility f, form q
 WHERE f.facility_id = $1 AND f.id = $1
   AND (SELECT COUNT(*) FROM bcp_answer a WHERE a.facility_id = $1 AND a.closed_on IS NULL)
       < q.questions;

-- name: bcp_no_drill   No BCP drill for a year.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    bcp
-- mend:   training
-- say:    {year}以内のBCP訓練の記録がありません。訓練をして「研修・訓練」に登録してください。
-- source: 診療録管理体制加算1 の施設基準（年1回程度の訓練）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM training t
                    WHERE t.facility_id = $1 AND t.closed_on IS NULL AND t.kind = 'bcp'
                      AND t.held_on > $4 AND t.held_on <= $2);

-- name: recovery_order_contradicts   A system comes back before what it depends on.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    bcp
-- say:    前提となるシステムより先に戻すことになっているシステムが{n}件あります。復旧優先度を直してください。
-- source: 研修資料 3-(2) 実施方法（復旧の優先順位付けを行う）
SELECT 'system', s.id, 'recovery_priority', t.name
  FROM system s
  JOIN link l ON l.facility_id = s.facility_id AND l.entity = 'system' AND l.record_id = s.id
             AND l.field = 'depends_on'
  JOIN system t ON t.facility_id = l.facility_id AND t.id = l.to_record
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND t.closed_on IS NULL
   AND s.recovery_priority IS NOT NULL
   AND (t.recovery_priority IS NULL OR t.recovery_priority > s.recovery_priority)
 ORDER BY s.id;
