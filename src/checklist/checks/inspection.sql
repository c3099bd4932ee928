-- 2 サーバ, 端末PC, ネットワーク機器: what the institution looks at regularly. scope ($10) is one of server,
-- client, network; an item for all systems is asked for each of them. An inspection of scope 全般
-- counts for all three. The last inspection of a system or device speaks for it.

-- name: inspection_missing   No inspection of this kind and scope for a year.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    rights accounts log patch services source_limit password media
-- needs:  scope_devices_known
-- mend:   inspection
-- say:    {scope}の「{kind}」の点検の記録が{year}以内にありません。点検して結果を登録してください。
-- source: チェックリスト 2（サーバ・端末PC・ネットワーク機器の各項目）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM inspection i
                    WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.kind = $12
                      AND i.scope IN ($10, 'general') AND i.held_on > $4 AND i.held_on <= $2);

-- name: inspection_failed   The last inspection found it 不適.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    rights accounts log patch services source_limit password media
-- needs:  scope_devices_known
-- mend:   inspection
-- say:    {scope}の「{kind}」の点検の結果が「不適」のままです（{n}件）。直して、もう一度点検してください。
-- source: チェックリスト 2（サーバ・端末PC・ネットワーク機器の各項目）
SELECT 'inspection', i.id, 'result', NULL
  FROM inspection i
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.kind = $12
   AND i.scope IN ($10, 'general') AND i.result = 'bad' AND i.held_on <= $2
   AND NOT EXISTS (SELECT 1 FROM inspection n
                    WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.kind = $12
                      AND n.scope IN ($10, 'general')
                      AND COALESCE(n.system, 0) = COALESCE(i.system, 0)
                      AND COALESCE(n.device, 0) = COALESCE(i.device, 0)
                      AND n.held_on <= $2
                      AND (n.held_on > i.held_on OR (n.held_on = i.held_on AND n.id > i.id)))
 ORDER BY i.id;

-- name: patch_overdue   A device of this scope without an update inside its interval, and no exception.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    patch
-- needs:  scope_devices_known
-- say:    {patch}以内に更新を適用していない{scope}が{n}台あります。適用して「最終更新適用日」を入れるか、適用しない判断と期限を「脆弱性・注意喚起」に登録してください。
-- source: チェックリスト 2（セキュリティパッチ）。日数は私たちの目安
SELECT 'device', d.id, 'patched_on', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.kind = $10 AND d.closed_on IS NULL AND d.in_scope = 1
   AND d.status <> 'disposed'
   AND (d.patched_on IS NULL OR d.patched_on <= $11)
   AND COALESCE(d.software_version, '') <> 'なし'
   AND d.id NOT IN (SELECT l.to_record
                      FROM advisory a
                      JOIN link l ON l.facility_id = a.facility_id AND l.entity = 'advisory'
                                 AND l.record_id = a.id AND l.to_entity = 'device'
                     WHERE a.facility_id = $1 AND a.closed_on IS NULL AND a.decision IS NOT NULL
                       AND a.done_on IS NULL AND a.due_on > $3)
 ORDER BY d.id;

-- name: inspection_to_mend   The last inspection found something to improve.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    rights accounts log patch services source_limit password media
-- mend:   inspection
-- say:    {scope}の「{kind}」の点検で「要改善」になったものが{n}件あります。直して、もう一度点検してください。
-- source: チェックリスト 2（サーバ・端末PC・ネットワーク機器の各項目）
SELECT 'inspection', i.id, 'result', NULL
  FROM inspection i
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.kind = $12
   AND i.scope IN ($10, 'general') AND i.result = 'improve' AND i.held_on <= $2
   AND NOT EXISTS (SELECT 1 FROM inspection n
                    WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.kind = $12
                      AND n.scope IN ($10, 'general')
                      AND COALESCE(n.system, 0) = COALESCE(i.system, 0)
                      AND COALESCE(n.device, 0) = COALESCE(i.device, 0)
                      AND n.held_on <= $2
                      AND (n.held_on > i.held_on OR (n.held_on = i.held_on AND n.id > i.id)))
 ORDER BY i.id;

-- name: inspection_due   The next inspection is past its day.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    rights accounts log patch services source_limit password media
-- mend:   inspection
-- say:    {scope}の「{kind}」の点検で、次回予定日を過ぎたものが{n}件あります。点検して結果を登録してください。
-- source: チェックリスト 2（サーバ・端末PC・ネットワーク機器の各項目）
SELECT 'inspection', i.id, 'next_due_on', NULL
  FROM inspection i
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.kind = $12
   AND i.scope IN ($10, 'general') AND i.next_due_on <= $3 AND i.held_on <= $2
   AND NOT EXISTS (SELECT 1 FROM inspection n
                    WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.kind = $12
                      AND n.scope IN ($10, 'general')
                      AND COALESCE(n.system, 0) = COALESCE(i.system, 0)
                      AND COALESCE(n.device, 0) = COALESCE(i.device, 0)
                      AND n.held_on <= $2
                      AND (n.held_on > i.held_on OR (n.held_on = i.held_on AND n.id > i.id)))
 ORDER BY i.id;

-- name: inspection_unfixed   More was found than mended.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    rights accounts log patch services source_limit password media
-- say:    {scope}の「{kind}」の点検で、見つかった数より直した数が少ないものが{n}件あります。残りを直して「直した件数」を改めてください。
-- source: チェックリスト 2（サーバ・端末PC・ネットワーク機器の各項目）
SELECT 'inspection', i.id, 'fixed', NULL
  FROM inspection i
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.kind = $12
   AND i.scope IN ($10, 'general') AND i.found > COALESCE(i.fixed, 0) AND i.held_on <= $2
   AND NOT EXISTS (SELECT 1 FROM inspection n
                    WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.kind = $12
                      AND n.scope IN ($10, 'general')
                      AND COALESCE(n.system, 0) = COALESCE(i.system, 0)
                      AND COALESCE(n.device, 0) = COALESCE(i.device, 0)
                      AND n.held_on <= $2
                      AND (n.held_on > i.held_on OR (n.held_on = i.held_on AND n.id > i.id)))
 ORDER BY i.id;

-- name: device_support_ended   A device of this scope is past its support: no update will come.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    patch
-- say:    サポートの終わった{scope}が{n}台あります。もう更新が出ないため、入替えの計画と、それまでの守り方を決めてください。
-- source: チェックリスト 2（セキュリティパッチ）
SELECT 'device', d.id, 'support_ends_on', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.kind = $10 AND d.closed_on IS NULL AND d.in_scope = 1
   AND d.status <> 'disposed' AND d.support_ends_on <= $3
 ORDER BY d.id;
