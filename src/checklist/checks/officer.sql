-- 1-(1) 医療情報システム安全管理責任者を設置している。 "The officer" is whoever holds that appointment
-- today: begun, not ended, not left.

-- name: officer_none   Nobody is in office today.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    officer
-- mend:   appointment
-- say:    きょう在任している医療情報システム安全管理責任者がいません。任命に登録してください。
-- source: 研修資料 1-(1) 実施方法
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1
                     FROM appointment a
                     JOIN person p ON p.facility_id = a.facility_id AND p.id = a.person
                    WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
                      AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
                      AND (p.left_on IS NULL OR p.left_on > $3));

-- name: officer_of_vendor   The officer belongs to a vendor.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    officer
-- say:    責任者が事業者の人になっています。責任は事業者に移せないため、自施設の職員を任命してください（事業者の人は「補佐」として登録できます）。
-- source: 研修資料 1-(1) ケーススタディ「外部の事業者を責任者にしても良いですか？」
SELECT 'appointment', a.id, 'person', p.name
  FROM appointment a
  JOIN person p ON p.facility_id = a.facility_id AND p.id = a.person
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND p.vendor IS NOT NULL
 ORDER BY a.id;

-- name: officer_duties_blank   The officer's duties are not written.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    officer
-- say:    責任者の役割・権限が書かれていません。任命の「役割・権限」に、何を決め何をする人かを書いてください。
-- source: 研修資料 1-(1) 実施方法（役割が明確化され）
SELECT 'appointment', a.id, 'duties', NULL
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND COALESCE(a.duties, '') = ''
 ORDER BY a.id;

-- name: officer_not_announced   The institution was not told who the officer is.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    officer
-- say:    責任者が誰かを院内に知らせた記録がありません。周知し、任命の「周知日」を入れてください。
-- source: 研修資料 1-(1) 実施方法（組織内で周知されている必要）
SELECT 'appointment', a.id, 'announced_on', NULL
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND (a.announced_on IS NULL OR a.announced_on > $2)
 ORDER BY a.id;

-- name: officer_no_document   No regulation and no letter of appointment defines the role.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    officer
-- mend:   evidence
-- say:    責任者の役割を定めた文書がありません。規程の条項（項目: 責任者）を登録するか、任命書を根拠資料に登録してこの任命につないでください。
-- source: 研修資料 1-(1) ケーススタディ（規程等の文書にその役割の定義）
SELECT 'appointment', a.id, NULL, NULL
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND NOT EXISTS (SELECT 1
                     FROM clause c
                     JOIN regulation r ON r.facility_id = c.facility_id AND r.id = c.regulation
                    WHERE c.facility_id = $1 AND c.topic = 'officer' AND c.closed_on IS NULL
                      AND r.closed_on IS NULL)
   AND NOT EXISTS (SELECT 1
                     FROM link l
                     JOIN evidence e ON e.facility_id = l.facility_id AND e.id = l.record_id
                    WHERE l.facility_id = $1 AND l.entity = 'evidence'
                      AND ((l.to_entity = 'appointment' AND l.to_record = a.id)
                           OR (l.to_entity = 'item' AND l.to_id = $14))
                      AND e.closed_on IS NULL AND e.kind IN ('appointment', 'regulation')
                      AND (e.valid_until IS NULL OR e.valid_until > $3))
 ORDER BY a.id;

-- name: officer_not_named   No organisation chart and no letter of appointment names the officer.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- mend:   evidence
-- say:    責任者の氏名が分かる組織図や任命書がありません。根拠資料に登録し、任命か職員につないでください。
-- source: 研修資料 1-(1) ケーススタディ（組織図等で従事する方の氏名がわかるように）
SELECT 'appointment', a.id, NULL, NULL
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND NOT EXISTS (SELECT 1
                     FROM link l
                     JOIN evidence e ON e.facility_id = l.facility_id AND e.id = l.record_id
                    WHERE l.facility_id = $1 AND l.entity = 'evidence'
                      AND ((l.to_entity = 'appointment' AND l.to_record = a.id)
                           OR (l.to_entity = 'person' AND l.to_record = a.person))
                      AND e.closed_on IS NULL AND e.kind IN ('appointment', 'organisation')
                      AND (e.valid_until IS NULL OR e.valid_until > $3))
 ORDER BY a.id;

-- name: officer_cannot_stop   The officer may not stop systems or cut the network, and nobody may instead.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- say:    責任者が電子カルテ等の停止やネットワークの遮断を判断できず、権限の委譲先もありません。権限を与えるか、「権限委譲先」を決めてください。
-- source: 研修資料 1-(1) ケーススタディ「どのような人が適任か？」
SELECT 'appointment', a.id, 'may_stop_systems,may_cut_network,delegated_to', NULL
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND (COALESCE(a.may_stop_systems, 0) = 0 OR COALESCE(a.may_cut_network, 0) = 0)
   AND NOT EXISTS (SELECT 1 FROM appointment t
                    WHERE t.facility_id = $1 AND t.id = a.delegated_to AND t.closed_on IS NULL
                      AND t.starts_on <= $2 AND (t.ends_on IS NULL OR t.ends_on > $3))
 ORDER BY a.id;

-- name: officer_planner_no_backing   Also 企画管理者, not of the management, and not backed by it.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- say:    責任者が企画管理者を兼ねていますが、経営層の支援・裁量が「有」になっていません。後ろ盾を確かめて、任命に記入してください。
-- source: 研修資料 1-(1) 実施方法（企画管理者による兼務の場合）
SELECT 'appointment', a.id, 'management_backing', NULL
  FROM appointment a
  JOIN person p ON p.facility_id = a.facility_id AND p.id = a.person
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND COALESCE(p.executive, 0) = 0 AND a.management_backing <> 'yes'
   AND EXISTS (SELECT 1 FROM appointment b
                WHERE b.facility_id = $1 AND b.role = 'planner' AND b.person = a.person
                  AND b.closed_on IS NULL AND b.starts_on <= $2
                  AND (b.ends_on IS NULL OR b.ends_on > $3))
 ORDER BY a.id;

-- name: officer_knowledge_unknown   Nobody noted what the officer's knowledge rests on.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- say:    責任者の知識の裏付けが未確認です。本人、研修、委譲、補佐のどれかを任命に記入してください。
-- source: 研修資料 1-(1) ケーススタディ「責任者がシステムに関する知識を持っていない場合は？」
SELECT 'appointment', a.id, 'knowledge_basis', NULL
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND COALESCE(a.knowledge_basis, 'unknown') = 'unknown'
 ORDER BY a.id;

-- name: officer_knowledge_unbacked   The basis is noted, but what it speaks of is not there.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- say:    責任者の知識の裏付けに、もとになる記録がありません（研修は{year}以内の受講、委譲は権限委譲先、補佐は補佐の任命が要ります）。記録を足してください。
-- source: 研修資料 1-(1) ケーススタディ「責任者がシステムに関する知識を持っていない場合は？」
SELECT 'appointment', a.id,
       CASE a.knowledge_basis WHEN 'delegated' THEN 'delegated_to'
                              WHEN 'assisted' THEN 'assisted_by'
                              ELSE 'knowledge_basis' END,
       CASE a.knowledge_basis WHEN 'training' THEN '研修の受講がない' ELSE NULL END
  FROM appointment a
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND ((a.knowledge_basis = 'delegated' AND a.delegated_to IS NULL)
        OR (a.knowledge_basis = 'assisted' AND a.assisted_by IS NULL)
        OR (a.knowledge_basis = 'training'
            AND NOT EXISTS (SELECT 1
                              FROM link l
                              JOIN training t ON t.facility_id = l.facility_id AND t.id = l.record_id
                             WHERE l.facility_id = $1 AND l.entity = 'training'
                               AND l.to_entity = 'person' AND l.to_record = a.person
                               AND t.closed_on IS NULL AND t.kind = 'security'
                               AND t.held_on > $4 AND t.held_on <= $2)))
 ORDER BY a.id;

-- name: officer_not_dedicated   診療録管理体制加算1 is filed and the officer is not 専任以上・常勤.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- say:    診療録管理体制加算1を届け出ていますが、責任者が専任以上の常勤職員になっていません。専任区分と勤務形態を確かめてください。
-- source: 研修資料 1-(1) ケーススタディ（診療録管理体制加算の施設基準では『専任』）
SELECT 'appointment', a.id, 'dedication', NULL
  FROM appointment a
  JOIN person p ON p.facility_id = a.facility_id AND p.id = a.person
  JOIN facility f ON f.facility_id = a.facility_id AND f.id = $1
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND replace(',' || f.filed_standards || ',', ',records1,', '') <> ',' || f.filed_standards || ','
   AND (COALESCE(a.dedication, 'concurrent') = 'concurrent'
        OR COALESCE(p.employment, 'part_time') <> 'full_time')
 ORDER BY a.id;

-- name: officer_time_share   The share of time does not fit the 専任区分.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    officer
-- say:    責任者の従事割合が専任区分に合いません（専従は10割、専らは概ね8割、専任は5割以上）。どちらかを直してください。
-- source: 研修資料 1-(1) ケーススタディ（専従・専任・専ら。割合は施設要件の解釈を参考）
WITH lowest(dedication, share) AS (VALUES ('exclusive', 100), ('mainly', 80), ('dedicated', 50))
SELECT 'appointment', a.id, 'dedication,time_share', NULL
  FROM appointment a
  JOIN lowest n ON n.dedication = a.dedication
 WHERE a.facility_id = $1 AND a.role = 'officer' AND a.closed_on IS NULL
   AND a.starts_on <= $2 AND (a.ends_on IS NULL OR a.ends_on > $3)
   AND a.time_share < n.share
 ORDER BY a.id;

-- name: vendor_officer_missing   A contracted vendor has no officer of its own on record.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    officer
-- needs:  vendors_known contracts_known
-- mend:   vendor_officer
-- say:    契約している事業者のうち{n}件に、事業者側の管理責任者の記録がありません。事業者に確かめて登録してください。
-- source: 研修資料 1-(1)「事業者における医療情報システム安全管理責任者」
SELECT 'vendor', v.id, NULL, NULL
  FROM vendor v
 WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted = 'yes'
   AND NOT EXISTS (SELECT 1 FROM vendor_officer o
                    WHERE o.facility_id = $1 AND o.vendor = v.id AND o.closed_on IS NULL
                      AND (o.until IS NULL OR o.until > $3))
 ORDER BY v.id;
