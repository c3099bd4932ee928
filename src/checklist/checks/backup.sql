-- 3-(2) インシデント発生時に診療を継続するために必要な情報を検討し、データやシステムのバックアップの実施と復旧手順を
-- 確認している。 A priority system is a managed one with a 復旧優先度.
--
-- What checks saw of a copy outweighs what its record says: copy_known is of each source the newest
-- fact that knows something, as readiness/verdict.h judges.

-- name: recovery_priority_none   No system has a place in the order of recovery.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- mend:   system
-- say:    復旧優先度を付けたシステムがありません。先に戻すものから1、2、3と付けてください。
-- source: 研修資料 3-(2) 実施方法（復旧の優先順位付けを行う）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM system s
                    WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
                      AND s.recovery_priority IS NOT NULL);

-- name: recovery_no_essential_data   A priority system without the data that care needs.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- say:    診療継続に必要な情報を検討していないシステムが{n}件あります（復旧優先度のあるもの）。止まったときに手元に要る情報を書いてください。
-- source: チェックリスト 3-(2)（診療を継続するために必要な情報を検討し）
SELECT 'system', s.id, 'essential_data', NULL
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL AND s.essential_data IS NULL
 ORDER BY s.id;

-- name: recovery_no_backup   A priority system without a backup.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- mend:   backup
-- say:    バックアップの記録がないシステムが{n}件あります（復旧優先度のあるもの）。バックアップを取り、登録してください。
-- source: チェックリスト 3-(2)（データやシステムのバックアップの実施）
SELECT 'system', s.id, NULL, NULL
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM backup b
                    WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL)
 ORDER BY s.id;

-- name: recovery_no_sound_copy   Every copy of a priority system was seen to be damaged.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- say:    どの控えも、検査で壊れている、または戻せないと分かったシステムが{n}件あります。すぐに控えを取り直し、もう一度検査してください。
-- source: チェックリスト 3-(2)（データやシステムのバックアップの実施）
SELECT 'system', s.id, NULL,
       (SELECT MIN(k.note)
          FROM backup b
          JOIN copy_known k ON k.facility_id = b.facility_id AND k.backup = b.id
                                AND k.proof = 'contradicted'
         WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL
           AND k.kind IN ('structure', 'read_back', 'manifest', 'ransom_signs', 'restored'))
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL
   AND EXISTS (SELECT 1 FROM backup b
                WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL)
   AND NOT EXISTS (SELECT 1 FROM backup b
                    WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL
                      AND NOT EXISTS (SELECT 1 FROM copy_known k
                                       WHERE k.facility_id = $1 AND k.backup = b.id
                                         AND k.proof = 'contradicted'
                                         AND k.kind IN ('structure', 'read_back', 'manifest',
                                                        'ransom_signs', 'restored')))
 ORDER BY s.id;

-- name: backup_not_separated   None of a priority system's copies is out of an attacker's reach.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- say:    どの控えも攻撃から切り離されていないシステムが{n}件あります。オフライン、常時つながない院外・クラウド、書き換えできない媒体のどれかに控えを取ってください。
-- source: 研修資料 3-(2) 実施方法（離れた場所へのバックアップ、書き換えが困難な媒体）
SELECT 'system', s.id, NULL,
       CASE WHEN EXISTS (SELECT 1 FROM backup b
                           JOIN copy_known k ON k.facility_id = b.facility_id AND k.backup = b.id
                                                 AND k.proof = 'contradicted'
                          WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL
                            AND k.kind IN ('offline', 'immutable'))
            THEN '検査で届いた、または書き換えできた' END
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL
   AND EXISTS (SELECT 1 FROM backup b
                WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL)
   AND NOT EXISTS (SELECT 1 FROM backup b
                    WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL
                      AND (((b.separation = 'offline'
                             OR (b.place_kind IN ('offsite', 'cloud')
                                 AND b.connection IN ('during_run', 'manual', 'none')))
                            AND NOT EXISTS (SELECT 1 FROM copy_known k
                                             WHERE k.facility_id = $1 AND k.backup = b.id
                                               AND k.kind = 'offline'
                                               AND k.proof = 'contradicted'))
                           OR (b.immutable IN ('worm', 'object_lock', 'tape')
                               AND NOT EXISTS (SELECT 1 FROM copy_known k
                                                WHERE k.facility_id = $1 AND k.backup = b.id
                                                  AND k.kind = 'immutable'
                                                  AND k.proof = 'contradicted'))))
 ORDER BY s.id;

-- name: backup_no_procedure   No restore procedure, or only where it cannot be read in an outage.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- say:    復旧手順がない、または院内サーバにしか置いていないシステムが{n}件あります。手順を書き、紙など止まっても見られる形でも置いてください。
-- source: 研修資料 3-(2) 実施方法（復旧手順の文書化（有事の際に確認できる管理方法））
SELECT 'system', s.id, NULL, NULL
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL
   AND EXISTS (SELECT 1 FROM backup b
                WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL)
   AND NOT EXISTS (SELECT 1 FROM backup b
                    WHERE b.facility_id = $1 AND b.system = s.id AND b.closed_on IS NULL
                      AND COALESCE(b.procedure, b.procedure_file) IS NOT NULL
                      AND b.procedure_kept <> 'server')
 ORDER BY s.id;

-- name: restore_not_confirmed   Nobody has confirmed within a year that the copies come back.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    backup
-- mend:   drill
-- say:    {year}以内に復旧の確認（机上確認でもよい）をしていないシステムが{n}件あります。手順を確かめ、「復旧確認」に登録してください。
-- source: チェックリスト 3-(2)（復旧手順を確認している）、研修資料 3-(2)（復旧手順の確認、訓練）
SELECT 'system', s.id, NULL, NULL
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL
   AND NOT EXISTS (SELECT 1
                     FROM drill d
                     LEFT JOIN backup b ON b.facility_id = d.facility_id AND b.id = d.backup
                    WHERE d.facility_id = $1 AND d.closed_on IS NULL
                      AND d.held_on > $4 AND d.held_on <= $2 AND d.outcome <> 'failure'
                      AND COALESCE(d.system, b.system, s.id) = s.id)
 ORDER BY s.id;

-- name: backup_not_321   Not 3-2-1: production and two copies, two media, one of them away.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    3-2-1ルール（本番データと写し2つ、2種類の媒体、1つは離れた場所）に足りないシステムが{n}件あります。レプリカや同じ装置のスナップショットは写しに数えません。
-- source: 研修資料 3-(2) 3-2-1ルール
SELECT 'system', s.id, NULL,
       CASE WHEN COUNT(b.id) < 2 THEN '写しが2つない'
            WHEN SUM(CASE WHEN b.medium = 'internal' THEN 0 ELSE 1 END) = 0 THEN '媒体が1種類'
            ELSE '離れた場所にない' END
  FROM system s
  JOIN backup b ON b.facility_id = s.facility_id AND b.system = s.id
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL AND b.closed_on IS NULL AND b.method <> 'replica'
   AND NOT (b.method = 'snapshot' AND b.medium = 'internal')
 GROUP BY s.id
HAVING COUNT(b.id) < 2
    OR SUM(CASE WHEN b.medium = 'internal' THEN 0 ELSE 1 END) = 0
    OR SUM(CASE WHEN b.place_kind IN ('offsite', 'cloud')
                 AND NOT EXISTS (SELECT 1 FROM copy_known k
                                  WHERE k.facility_id = $1 AND k.backup = b.id
                                    AND k.kind = 'off_site'
                                    AND k.proof = 'contradicted') THEN 1 ELSE 0 END) = 0
 ORDER BY s.id;

-- name: copy_contradicts   A check saw something else than the copy's record says.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    検査で、記録と違うことが分かったバックアップが{n}件あります。「バックアップ・復旧」で何が違うかを見て、実物か記録を直してください。
-- source: 研修資料 3-(2) 実施方法（離れた場所へのバックアップ、書き換えが困難な媒体、復旧手順の確認）。検査は私たちのもの
SELECT 'backup', b.id, NULL, MIN(COALESCE(k.note, '写しの新しさか世代数が記録と違う'))
  FROM backup b
  JOIN copy_known k ON k.facility_id = b.facility_id AND k.backup = b.id
 WHERE b.facility_id = $1 AND b.closed_on IS NULL
   AND ((k.proof = 'contradicted'
         AND (k.kind NOT IN ('offline', 'immutable', 'separate_network', 'off_site')
              OR (k.kind = 'offline' AND b.separation = 'offline')
              OR (k.kind = 'immutable' AND b.immutable IN ('worm', 'object_lock', 'tape'))
              OR (k.kind = 'separate_network' AND b.separation IN ('logical', 'offline'))
              OR (k.kind = 'off_site' AND b.place_kind IN ('offsite', 'cloud'))))
        OR (k.kind = 'fresh' AND k.proof = 'proved'
            AND (k.figure > k.at + 600000 OR k.at - k.figure > 2 * b.every_hours * 3600000))
        OR (k.kind = 'generations' AND k.proof = 'proved' AND k.figure < b.generations))
 GROUP BY b.id
 ORDER BY b.id;

-- name: media_overdue   A disk or tape is out longer than its day, or nobody knows where it is.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    戻す期限を過ぎた、または所在の分からないバックアップ媒体が{n}件あります。所在を確かめ、ラベルを読み取って記録してください。
-- source: 研修資料 3-(2) 実施方法（離れた場所へのバックアップ）。期限は私たちのもの
SELECT 'media', m.id, CASE WHEN m.state = 'lost' THEN 'state' ELSE 'due_on' END, m.label
  FROM media m
 WHERE m.facility_id = $1 AND m.closed_on IS NULL
   AND (m.state = 'lost' OR (m.state IN ('safe', 'away') AND m.due_on <= $3))
 ORDER BY m.id;

-- name: backup_late   The last success is older than twice the interval, or there was none.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    決めた間隔の2倍より長く成功していないバックアップが{n}件あります。失敗していないか確かめ、「最後に成功した日時」を改めてください。
-- source: 研修資料 3-(2)。2倍は私たちの目安
SELECT 'backup', b.id, 'last_success_at', NULL
  FROM backup b
 WHERE b.facility_id = $1 AND b.closed_on IS NULL
   AND (b.last_success_at IS NULL OR $8 - b.last_success_at > 2 * b.every_hours * 3600000)
 ORDER BY b.id;

-- name: backup_few_generations   Fewer generations than the deck's example figures.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    世代数が少ない（または書かれていない）システムが{n}件あります（目安は電子カルテ5世代、ほか3世代。数値は参考例です）。気付くのが遅れても戻せる世代数にしてください。
-- source: 研修資料 3-(2) 参考（数値は参考例）
WITH advised(ehr, others) AS (VALUES (5, 3))
SELECT 'system', s.id, NULL, NULL
  FROM system s
  JOIN backup b ON b.facility_id = s.facility_id AND b.system = s.id, advised a
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL AND b.closed_on IS NULL AND b.method <> 'replica'
 GROUP BY s.id, s.kinds, a.ehr, a.others
HAVING MAX(COALESCE(b.generations, 0))
       < CASE WHEN replace(',' || s.kinds || ',', ',ehr,', '') <> ',' || s.kinds || ','
              THEN a.ehr ELSE a.others END
 ORDER BY s.id;

-- name: backup_same_credentials   Whoever takes the system's administrator takes the copy too.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    ふだんの管理者と同じ認証情報（または未確認）のバックアップが{n}件あります。別のIDとパスワードに分けてください。
-- source: 研修資料 3-(2) 実施方法（被害が及ぶ可能性の低い）
SELECT 'backup', b.id, 'separate_credentials', NULL
  FROM backup b
 WHERE b.facility_id = $1 AND b.closed_on IS NULL AND b.separate_credentials <> 'yes'
 ORDER BY b.id;

-- name: backup_vendor_unconfirmed   The vendor was not asked how to restore.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    事業者に復旧方法を確かめていないバックアップが{n}件あります。確かめて日付を入れてください。
-- source: 研修資料 3-(2) 実施方法（事業者に対応方法を確認する）
SELECT 'backup', b.id, 'vendor_confirmed_on', NULL
  FROM backup b
  JOIN system s ON s.facility_id = b.facility_id AND s.id = b.system
 WHERE b.facility_id = $1 AND b.closed_on IS NULL AND b.vendor_confirmed_on IS NULL
   AND COALESCE(b.vendor, s.vendor) IS NOT NULL
 ORDER BY b.id;

-- name: drill_desk_only   Restoring was confirmed on paper only.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- mend:   drill
-- say:    {year}以内の復旧の確認が机上だけのシステムが{n}件あります。一部でも実際に戻してみてください。
-- source: 研修資料 3-(2) 実施方法（復旧手順の確認、訓練）
SELECT 'system', s.id, NULL, NULL
  FROM system s
  JOIN drill d ON d.facility_id = s.facility_id
  LEFT JOIN backup b ON b.facility_id = d.facility_id AND b.id = d.backup
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1
   AND s.recovery_priority IS NOT NULL
   AND d.closed_on IS NULL AND d.held_on > $4 AND d.held_on <= $2
   AND COALESCE(d.system, b.system, s.id) = s.id
 GROUP BY s.id
HAVING SUM(CASE WHEN d.kind <> 'desk' THEN 1 ELSE 0 END) = 0
 ORDER BY s.id;

-- name: drill_longer_than_rto   The drill took longer than the system may be down.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    backup
-- say:    目標復旧時間より長くかかった復旧確認が{n}件あります。手順を短くするか、目標を見直してください。
-- source: 研修資料 3-(2) 実施方法（システムを早期復旧するための復旧手順の確認、訓練）
SELECT 'drill', d.id, 'minutes', s.name
  FROM drill d
  LEFT JOIN backup b ON b.facility_id = d.facility_id AND b.id = d.backup
  JOIN system s ON s.facility_id = d.facility_id AND s.id = COALESCE(d.system, b.system)
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.held_on > $4 AND d.held_on <= $2
   AND s.closed_on IS NULL AND d.minutes > s.rto_minutes
 ORDER BY d.id;
