-- 2-(2) リモートメンテナンス（保守）を利用している機器の有無を事業者に確認した。 Known and documented is enough
-- for はい; what is unsafe or unsure about a known way in only warns (training deck, case study).

-- name: inquiry_missing   A contracted vendor without a dated reply.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    remote
-- needs:  vendors_known contracts_known
-- mend:   remote_inquiry
-- say:    リモート保守の有無について、日付のある回答をもらっていない事業者が{n}件あります。依頼して、回答日と有無を登録してください。
-- source: 研修資料 2-(2) 実施方法（事業者が外部から保守しているかどうかを確認）
SELECT 'vendor', v.id, NULL, NULL
  FROM vendor v
 WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted = 'yes'
   AND NOT EXISTS (SELECT 1 FROM remote_inquiry q
                    WHERE q.facility_id = $1 AND q.vendor = v.id AND q.closed_on IS NULL
                      AND q.result <> 'unknown' AND q.replied_on <= $2)
 ORDER BY v.id;

-- name: remote_unknown   A managed device of which nobody knows.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    remote
-- needs:  devices_known
-- say:    リモート保守の有無が未確認の機器が{n}台あります。事業者に確かめて、機器台帳に記入してください。
-- source: 研修資料 2-(2) 実施方法（機器管理台帳にてリモートメンテナンスの有無を明確に）
SELECT 'device', d.id, 'remote_maintenance', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND d.remote_maintenance = 'unknown'
 ORDER BY d.id;

-- name: remote_access_contradicts   A way in names a device that the ledger calls 無 or 未確認.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    remote
-- say:    リモート保守の記録にあるのに、台帳では「有」になっていない機器が{n}台あります。どちらが正しいかを確かめて直してください。
-- source: 研修資料 2-(2) 実施方法（台帳への記入）
SELECT 'device', d.id, 'remote_maintenance', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.remote_maintenance <> 'yes'
   AND d.id IN (SELECT l.to_record
                  FROM remote_access r
                  JOIN link l ON l.facility_id = r.facility_id AND l.entity = 'remote_access'
                             AND l.record_id = r.id AND l.field = 'devices'
                 WHERE r.facility_id = $1 AND r.closed_on IS NULL)
 ORDER BY d.id;

-- name: remote_without_row   The ledger says 有, but no way in is on record.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- mend:   remote_access
-- say:    リモート保守が「有」なのに、誰がどこからどう入るかの記録がない機器が{n}台あります。「リモート保守」に登録してください。
-- source: 研修資料 2-(2) 実施方法（目的及び接続方法について確認）
SELECT 'device', d.id, NULL, NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND d.remote_maintenance = 'yes'
   AND NOT EXISTS (SELECT 1
                     FROM link l
                     JOIN remote_access r ON r.facility_id = l.facility_id AND r.id = l.record_id
                    WHERE l.facility_id = $1 AND l.to_entity = 'device' AND l.to_record = d.id
                      AND l.entity = 'remote_access' AND r.closed_on IS NULL)
   AND NOT EXISTS (SELECT 1 FROM remote_access r
                    WHERE r.facility_id = $1 AND r.gateway = d.id AND r.closed_on IS NULL)
 ORDER BY d.id;

-- name: link_without_inquiry   A network device with a link to the outside that no inquiry covers.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- mend:   remote_inquiry
-- say:    外につながるネットワーク機器のうち、事業者に確かめていないものが{n}台あります。接続点ごとに、外部から保守しているかを聞いてください。
-- source: 研修資料 2-(2) 実施方法（ネットワーク機器の接続ポイントについて）
SELECT 'device', d.id, 'external_link', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND d.kind = 'network' AND d.external_link IN ('internet', 'closed')
   AND NOT EXISTS (SELECT 1
                     FROM link l
                     JOIN remote_inquiry q ON q.facility_id = l.facility_id AND q.id = l.record_id
                    WHERE l.facility_id = $1 AND l.to_entity = 'device' AND l.to_record = d.id
                      AND l.entity = 'remote_inquiry' AND q.closed_on IS NULL
                      AND q.replied_on <= $2)
   AND NOT EXISTS (SELECT 1 FROM remote_inquiry q
                    WHERE q.facility_id = $1 AND q.vendor = d.vendor AND q.closed_on IS NULL
                      AND q.replied_on <= $2
                      AND NOT EXISTS (SELECT 1 FROM link l
                                       WHERE l.facility_id = $1 AND l.entity = 'remote_inquiry'
                                         AND l.record_id = q.id AND l.field = 'devices'))
 ORDER BY d.id;

-- name: remote_source_open   A way in that is not limited to known sources.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    接続元を制限していない（または未確認の）リモート保守が{n}件あります。決まったIPアドレスからだけ入れるようにしてください（「はい」のままでかまいません）。
-- source: 研修資料 2-(2) 実施方法（接続元IPアドレス制限など）
SELECT 'remote_access', r.id, 'source_restricted', NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL AND r.source_restricted <> 'yes'
 ORDER BY r.id;

-- name: remote_account_shared   A way in whose user ID is shared.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    利用者IDが共用（または未確認）のリモート保守が{n}件あります。作業者ごとのIDに変えるよう事業者に頼んでください（「はい」のままでかまいません）。
-- source: 研修資料 2-(2) 実施方法（個人毎か共用か）
SELECT 'remote_access', r.id, 'account', NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL
   AND COALESCE(r.account, 'unknown') <> 'individual'
 ORDER BY r.id;

-- name: remote_no_second_factor   A way in without a second factor.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    二要素認証でない（または未確認の）リモート保守が{n}件あります。認証を強くするよう事業者と相談してください（「はい」のままでかまいません）。
-- source: 研修資料 2-(2) 実施方法（認証方法、認証強度）
SELECT 'remote_access', r.id, 'two_factor', NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL AND r.two_factor <> 'yes'
 ORDER BY r.id;

-- name: remote_terminal_unknown   Nobody knows whether the connecting terminal is safe.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    接続してくる端末の安全が確かめられていないリモート保守が{n}件あります。更新の適用や検査結果の画面の写しを事業者に出してもらってください（「はい」のままでかまいません）。
-- source: 研修資料 2-(2) 実施方法（端末の安全状態）、ケーススタディ
SELECT 'remote_access', r.id,
       CASE WHEN r.terminal_patched <> 'yes' THEN 'terminal_patched,' ELSE '' END
       || CASE WHEN r.terminal_supported <> 'yes' THEN 'terminal_supported,' ELSE '' END
       || CASE WHEN r.terminal_clean <> 'yes' THEN 'terminal_clean' ELSE '' END, NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL
   AND (r.terminal_patched <> 'yes' OR r.terminal_supported <> 'yes' OR r.terminal_clean <> 'yes')
 ORDER BY r.id;

-- name: remote_always_on   A way in that is always open.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    常時つながったままのリモート保守が{n}件あります。使うときだけつなぐように変えられないか、事業者と相談してください。
-- source: 研修資料 2-(2) 実施方法（実施するタイミング、連絡の有無）
SELECT 'remote_access', r.id, 'always_on', NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL AND r.always_on = 'yes'
 ORDER BY r.id;

-- name: remote_no_evidence   A way in for which the vendor has shown nothing.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- mend:   evidence
-- say:    事業者からの証拠がないリモート保守が{n}件あります。申請書や画面の写しなどを出してもらい、根拠資料につないでください。
-- source: 研修資料 2-(2) ケーススタディ「証拠は必要か？」
SELECT 'remote_access', r.id, NULL, NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL
   AND NOT EXISTS (SELECT 1
                     FROM link l
                     JOIN evidence e ON e.facility_id = l.facility_id AND e.id = l.record_id
                    WHERE l.facility_id = $1 AND l.entity = 'evidence'
                      AND l.to_entity = 'remote_access' AND l.to_record = r.id
                      AND e.closed_on IS NULL)
 ORDER BY r.id;

-- name: inquiry_old   A contracted vendor's last reply is more than a year old.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- mend:   remote_inquiry
-- say:    リモート保守の有無の回答が{year}より前の事業者が{n}件あります。もう一度確かめてください。
-- source: 研修資料 2-(2) 実施方法（利用状況が適切であるかを定期的に確認）
SELECT 'vendor', v.id, NULL, NULL
  FROM vendor v
 WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted = 'yes'
   AND EXISTS (SELECT 1 FROM remote_inquiry q
                WHERE q.facility_id = $1 AND q.vendor = v.id AND q.closed_on IS NULL
                  AND q.result <> 'unknown' AND q.replied_on <= $4)
   AND NOT EXISTS (SELECT 1 FROM remote_inquiry q
                    WHERE q.facility_id = $1 AND q.vendor = v.id AND q.closed_on IS NULL
                      AND q.result <> 'unknown' AND q.replied_on > $4 AND q.replied_on <= $2)
 ORDER BY v.id;

-- name: remote_confirmation_old   A way in nobody has confirmed for a year, or whose review is due.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    {year}以内に確認していない、または次回確認日を過ぎたリモート保守が{n}件あります。いまの使い方を確かめ、「確認日」を入れてください。
-- source: 研修資料 2-(2) 実施方法（利用状況が適切であるかを定期的に確認）
SELECT 'remote_access', r.id,
       CASE WHEN r.confirmed_on > $4 THEN 'review_due_on' ELSE 'confirmed_on' END, NULL
  FROM remote_access r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL
   AND (r.confirmed_on IS NULL OR r.confirmed_on <= $4 OR r.review_due_on <= $3)
 ORDER BY r.id;

-- name: remote_traffic_unexplained   The network shows remote control or a tunnel nobody has explained.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    remote
-- say:    遠隔操作やVPNの通信で、記録のどれにも当たらないものが見えています（{n}件）。所見を確かめ、リモート保守に登録するか判断の理由を書いてください。
-- source: 研修資料 2-(2) 実施方法（アクセス出来る仕組みがありますか？）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
 WHERE g.facility_id = $1 AND g.closed_on IS NULL
   AND g.rule IN ('tunnel', 'remote_tool', 'reverse_tunnel')
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
 ORDER BY g.id;
