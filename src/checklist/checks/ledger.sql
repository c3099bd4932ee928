-- 2-(1) サーバ、端末PC、ネットワーク機器の台帳管理を行っている。 A device is managed when it is in scope and
-- not disposed of; every other state counts.

-- name: ledger_empty   No device at all.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- mend:   device
-- say:    機器台帳に管理対象の機器が1台もありません。機器を登録するか、いまお使いのExcel台帳を取り込んでください。
-- source: 研修資料 2-(1) 実施方法
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM device d
                    WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1
                      AND d.status <> 'disposed');

-- name: ledger_kind_absent   One of the three kinds the item names is absent without a reason.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- mend:   device
-- say:    機器台帳に1台もない種別が{n}件あり、その理由がありません。登録するか、施設の「台帳にない種別」に印を付けて理由を書いてください。
-- source: 研修資料 2-(1) 管理対象の確認
WITH kind(code, ja) AS (VALUES ('server', 'サーバ'), ('client', '端末PC'),
                               ('network', 'ネットワーク機器'))
SELECT 'facility', f.id, 'absent_kinds,absent_reason', k.ja
  FROM facility f, kind k
 WHERE f.facility_id = $1 AND f.id = $1
   AND (f.absent_reason IS NULL
        OR replace(',' || COALESCE(f.absent_kinds, '') || ',', ',' || k.code || ',', '')
           = ',' || COALESCE(f.absent_kinds, '') || ',')
   AND NOT EXISTS (SELECT 1 FROM device d
                    WHERE d.facility_id = $1 AND d.kind = k.code AND d.closed_on IS NULL
                      AND d.in_scope = 1 AND d.status <> 'disposed')
   AND EXISTS (SELECT 1 FROM device d
                WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1
                  AND d.status <> 'disposed')
 ORDER BY 4;

-- name: device_column_empty   A column that this kind of device must have is empty.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- say:    台帳の欄が空いている機器が{n}台あります。空いた欄を埋めるか、その機器が持ちようのない欄は「該当しない欄」に印を付けてください。
-- source: 研修資料 2-(1) 機器台帳の例（12の欄。バージョンは version_unknown、説明は停止のときだけ見る）
-- Which of the deck's columns a kind must have. 種別 その他 keeps all: nobody has looked at it yet.
WITH must(kind, maker, os, software, ip, hostname, location, users, registered_on) AS (VALUES
     ('server',  1, 1, 1, 1, 1, 1, 1, 1),
     ('client',  1, 1, 1, 1, 1, 1, 1, 1),
     ('network', 1, 0, 0, 1, 0, 1, 0, 1),
     ('storage', 1, 0, 0, 1, 0, 1, 0, 1),
     ('tape',    1, 0, 0, 0, 0, 1, 0, 1),
     ('tablet',  1, 1, 1, 0, 0, 1, 1, 1),
     ('monitor', 1, 0, 0, 0, 0, 1, 0, 1),
     ('medical', 1, 1, 1, 1, 0, 1, 1, 1),
     ('printer', 1, 0, 0, 1, 0, 1, 0, 1),
     ('other',   1, 1, 1, 1, 1, 1, 1, 1)),
gap AS (
    SELECT d.id, ',' || COALESCE(d.not_applicable, '') || ',' AS excused,
           CASE WHEN d.maker IS NULL AND m.maker = 1 THEN 1 ELSE 0 END AS maker,
           CASE WHEN d.os IS NULL AND m.os = 1 THEN 1 ELSE 0 END AS os,
           CASE WHEN d.software IS NULL AND m.software = 1 THEN 1 ELSE 0 END AS software,
           CASE WHEN d.ip IS NULL AND m.ip = 1
                     AND COALESCE(d.ip_assignment, '') NOT IN ('dhcp', 'none')
                THEN 1 ELSE 0 END AS ip,
           CASE WHEN d.hostname IS NULL AND m.hostname = 1 THEN 1 ELSE 0 END AS hostname,
           CASE WHEN d.location IS NULL AND m.location = 1 THEN 1 ELSE 0 END AS location,
           CASE WHEN d.users IS NULL AND m.users = 1 THEN 1 ELSE 0 END AS users,
           CASE WHEN d.registered_on IS NULL AND m.registered_on = 1 THEN 1 ELSE 0 END
               AS registered_on
      FROM device d
     CROSS JOIN must m -- on SQLite this keeps device the outer loop: one scan, not one a kind
     WHERE m.kind = d.kind
       AND d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
       AND (d.maker IS NULL OR d.os IS NULL OR d.software IS NULL OR d.ip IS NULL
            OR d.hostname IS NULL OR d.location IS NULL OR d.users IS NULL
            OR d.registered_on IS NULL)),
empty_column AS (
    SELECT g.id,
           CASE WHEN g.maker = 1 AND replace(g.excused, ',maker,', '') = g.excused
                THEN 'maker,' ELSE '' END
           || CASE WHEN g.os = 1 AND replace(g.excused, ',os,', '') = g.excused
                   THEN 'os,' ELSE '' END
           || CASE WHEN g.software = 1 AND replace(g.excused, ',software,', '') = g.excused
                   THEN 'software,' ELSE '' END
           || CASE WHEN g.ip = 1 AND replace(g.excused, ',ip,', '') = g.excused
                   THEN 'ip,' ELSE '' END
           || CASE WHEN g.hostname = 1 AND replace(g.excused, ',hostname,', '') = g.excused
                   THEN 'hostname,' ELSE '' END
           || CASE WHEN g.location = 1 AND replace(g.excused, ',location,', '') = g.excused
                   THEN 'location,' ELSE '' END
           || CASE WHEN g.users = 1 AND replace(g.excused, ',users,', '') = g.excused
                   THEN 'users,' ELSE '' END
           || CASE WHEN g.registered_on = 1 AND replace(g.excused, ',registered_on,', '') = g.excused
                   THEN 'registered_on,' ELSE '' END AS fields
      FROM gap g
     WHERE g.maker + g.os + g.software + g.ip + g.hostname + g.location + g.users
           + g.registered_on > 0)
SELECT 'device', e.id, e.fields, NULL
  FROM empty_column e
 WHERE e.fields <> ''
 ORDER BY e.id;

-- name: cloud_column_empty   A column of the cloud ledger is empty.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- say:    台帳の欄が空いているクラウドサービスが{n}件あります。空いた欄を埋めてください。
-- source: 研修資料 2-(1) クラウドサービスの場合の例（8つの欄）
SELECT 'cloud_service', c.id,
       CASE WHEN c.purpose IS NULL THEN 'purpose,' ELSE '' END
       || CASE WHEN c.domain IS NULL THEN 'domain,' ELSE '' END
       || CASE WHEN c.access_path IS NULL THEN 'access_path,' ELSE '' END
       || CASE WHEN c.users IS NULL THEN 'users,' ELSE '' END
       || CASE WHEN c.auth_method IS NULL THEN 'auth_method,' ELSE '' END
       || CASE WHEN c.started_on IS NULL THEN 'started_on,' ELSE '' END
       || CASE WHEN c.status IS NULL THEN 'status,' ELSE '' END,
       NULL
  FROM cloud_service c
 WHERE c.facility_id = $1 AND c.closed_on IS NULL AND c.in_scope = 1
   AND COALESCE(c.status, 'in_use') IN ('in_use', 'trial')
   AND (c.purpose IS NULL OR c.domain IS NULL OR c.access_path IS NULL OR c.users IS NULL
        OR c.auth_method IS NULL OR c.started_on IS NULL OR c.status IS NULL)
 ORDER BY c.id;

-- name: version_unknown   A version is 不明 or not asked: principal software, firmware, installed software.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- say:    ソフトウェアやファームウェアのバージョンが分からないものが{n}件あります。調べて記入してください。分かるまでは「いいえ」とし、対応する期日を決めます。
-- source: 研修資料 2-(1) ケーススタディ「ソフトウェアのバージョン情報など詳細がわからない場合は？」（OSは「Win11」で足りる）
SELECT 'device', d.id, CASE WHEN d.os = '不明' THEN 'os' WHEN d.software = '不明' THEN 'software'
                            ELSE 'software_version' END, NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND (d.os = '不明' OR d.software = '不明'
        OR (COALESCE(d.software_version, '不明') = '不明'
            AND ((d.kind = 'network' AND COALESCE(d.os_version, '不明') = '不明')
                 OR (d.kind <> 'network' AND d.software <> 'なし'))
            AND replace(',' || COALESCE(d.not_applicable, '') || ',', ',software_version,', '')
                = ',' || COALESCE(d.not_applicable, '') || ','))
 UNION ALL
SELECT 'device_software', w.id, 'software_version', d.asset_no
  FROM device_software w
  JOIN device d ON d.facility_id = w.facility_id AND d.id = w.device
 WHERE w.facility_id = $1 AND w.closed_on IS NULL
   AND COALESCE(w.software_version, '不明') = '不明'
   AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
 ORDER BY 1, 2;

-- name: ledger_stale   Nothing in the ledger was updated or confirmed for a year.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- mend:   device
-- say:    機器台帳が{year}以上、更新も棚卸もされていません。現物と照らし合わせて「最終棚卸日」を入れてください。
-- source: 研修資料 2-(1) 実施方法（機器台帳を作成、更新しましょう）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND EXISTS (SELECT 1 FROM device d
                WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1
                  AND d.status <> 'disposed')
   AND NOT EXISTS (SELECT 1 FROM device d
                    WHERE d.facility_id = $1
                      AND (d.updated_at > $6 OR (d.confirmed_on > $4 AND d.confirmed_on <= $2)));

-- name: review_missing   Management has not looked at the ledger for a year.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- mend:   review
-- say:    {year}以内に経営層が管理状況を確かめた記録がありません。会議などで報告し、「経営層の確認」に登録してください。
-- source: 研修資料 2-(1) 実施方法（経営層は定期的に管理状況に関する報告を受け）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM review r
                    WHERE r.facility_id = $1 AND r.closed_on IS NULL
                      AND r.held_on > $4 AND r.held_on <= $2);

-- name: out_of_scope_no_reason   Taken out of scope, and nobody said why.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- say:    管理対象から外した理由のない機器やシステムが{n}件あります。理由を選ぶか（「その他」には説明も書きます）、管理対象に戻してください。
-- source: 研修資料 2-(1) ケーススタディ「事務系のシステムなどは対象範囲ですか？」
SELECT 'device', d.id, 'out_of_scope_reason', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 0 AND d.status <> 'disposed'
   AND (d.out_of_scope_reason IS NULL
        OR (d.out_of_scope_reason = 'other' AND d.out_of_scope_note IS NULL))
 UNION ALL
SELECT 'system', s.id, 'out_of_scope_reason', NULL
  FROM system s
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 0
   AND (s.out_of_scope_reason IS NULL
        OR (s.out_of_scope_reason = 'other' AND s.out_of_scope_note IS NULL))
 ORDER BY 1, 2;

-- name: out_of_scope_wrongly   Out of scope, though the deck says that such a device is in.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- say:    管理対象にすべき機器が{n}台、対象から外れています（リモート保守のある機器、その接続点、ほかの機器と連携する医療機器）。「管理対象」に戻してください。
-- source: 研修資料 2-(1) 実施方法（リモート保守関連のネットワーク機器）、管理対象の確認（管理医療機器）
SELECT 'device', d.id, 'in_scope',
       CASE WHEN d.remote_maintenance = 'yes' THEN 'リモート保守あり'
            WHEN d.kind = 'medical' AND d.works_with_others = 'yes' THEN '他の機器と連携'
            ELSE 'リモート保守の接続点' END
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 0 AND d.status <> 'disposed'
   AND (d.remote_maintenance = 'yes'
        OR (d.kind = 'medical' AND d.works_with_others = 'yes')
        OR d.id IN (SELECT r.gateway FROM remote_access r
                     WHERE r.facility_id = $1 AND r.closed_on IS NULL AND r.gateway IS NOT NULL))
 ORDER BY d.id;

-- name: cloud_missing   Cloud services are used, but none is in the ledger.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- mend:   cloud_service
-- say:    クラウドサービスの利用が「有」なのに、クラウドサービスの台帳が空です。使っているサービスを登録してください。
-- source: 研修資料 2-(1) 実施方法（クラウドサービスの利用がある場合はその情報も管理が必要）
SELECT 'facility', f.id, 'uses_cloud', NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1 AND f.uses_cloud = 'yes'
   AND NOT EXISTS (SELECT 1 FROM cloud_service c
                    WHERE c.facility_id = $1 AND c.closed_on IS NULL AND c.in_scope = 1);

-- name: finding_unlisted_old   For a month the network has surely shown a device that nobody listed.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    ledger
-- say:    台帳にない機器が、医療系のネットワークで{finding}以上見えています（{n}件）。台帳に載せるか、所見に判断の理由を書いてください。
-- source: 研修資料 2-(1) 実施方法（院内ネットワークに繋がる情報機器は管理、監督が必要）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
  JOIN network n ON n.facility_id = g.facility_id AND n.id = g.network
 WHERE g.facility_id = $1 AND g.closed_on IS NULL AND g.rule = 'unknown_device'
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
   AND g.grade = 'certain' AND n.kind = 'medical' AND g.first_seen_at <= $7
 ORDER BY g.id;

-- name: finding_unlisted   The network shows a device that is not in the ledger.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    台帳にない機器らしいものがネットワークで見えています（{n}件）。所見を確かめ、台帳に載せるか判断の理由を書いてください。
-- source: 研修資料 2-(1) 実施方法（院内ネットワークに繋がる情報機器は管理、監督が必要）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
  LEFT JOIN network n ON n.facility_id = g.facility_id AND n.id = g.network
 WHERE g.facility_id = $1 AND g.closed_on IS NULL AND g.rule = 'unknown_device'
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
   AND NOT (g.grade = 'certain' AND COALESCE(n.kind, '') = 'medical'
            AND COALESCE(g.first_seen_at, $8) <= $7)
 ORDER BY g.id;

-- name: finding_dual_homed   A device stands in two networks that the ledger keeps apart.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger remote
-- say:    2つのネットワークにまたがるらしい機器（2枚挿し）が見えています（{n}件）。現物を見て、台帳の「2系統接続」と接続口に記入するか、所見に判断の理由を書いてください。
-- source: 研修資料 2-(2) 実施方法（「2枚挿し」による見落としに注意）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
 WHERE g.facility_id = $1 AND g.closed_on IS NULL
   AND g.rule IN ('dual_homed', 'dual_homed_routing')
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
 ORDER BY g.id;

-- name: finding_way_out   A way to the outside, or who hands out routes, that nobody listed.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger remote
-- say:    台帳にないインターネットへの出口や、IPアドレスや経路を配る機器らしいものが見えています（{n}件）。モバイルルータなどが置かれていないか現物を見て、台帳に載せるか所見に判断の理由を書いてください。
-- source: 研修資料 2-(2)（LTEや5Gのモバイルルーター、ネットワーク機器の接続ポイント）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
 WHERE g.facility_id = $1 AND g.closed_on IS NULL
   AND g.rule IN ('internet_gateway', 'hidden_uplink', 'rogue_service')
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
 ORDER BY g.id;

-- name: finding_retired_talking   The ledger calls it stopped or disposed of, and it talks.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    台帳では停止や廃棄なのに、通信している機器が{n}台あります。電源と配線を確かめ、台帳の「状態」を直してください。
-- source: 研修資料 2-(1) 機器台帳の例（状態）、実施方法（機器の所在が明確になるように）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
 WHERE g.facility_id = $1 AND g.closed_on IS NULL AND g.rule = 'retired_talking'
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
 ORDER BY g.id;

-- name: finding_ledger_differs   Address, maker or presence are not as the ledger says.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    台帳の記載とネットワークの様子が違う機器があります（{n}件。アドレス、メーカー、見えなくなった機器）。所見を確かめ、台帳を直すか判断の理由を書いてください。
-- source: 研修資料 2-(1) 実施方法（機器台帳を作成、更新しましょう）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
 WHERE g.facility_id = $1 AND g.closed_on IS NULL
   AND g.rule IN ('changed_address', 'address_conflict', 'maker_differs', 'gone')
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
 ORDER BY g.id;

-- name: finding_support_ended   The network shows systems or programs past their support.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    サポートの終わったOSやソフトウェアを使っているらしい機器が見えています（{n}件）。版を確かめて台帳に書き、更新や入替えの計画を立ててください。
-- source: 研修資料 2-(1) 機器台帳の例（003 Win8）
SELECT 'finding', g.id, 'state', NULL
  FROM finding g
 WHERE g.facility_id = $1 AND g.closed_on IS NULL AND g.rule IN ('eol_os', 'eol_software')
   AND (g.state IN ('open', 'working')
        OR (g.state = 'accepted' AND g.expires_on <= $3))
 ORDER BY g.id;

-- name: review_overdue   The next management review is past its day.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- mend:   review
-- say:    経営層の確認の次回予定日を過ぎています。会議を開いて登録するか、予定日を直してください。
-- source: 研修資料 2-(1) 実施方法（経営層は定期的に）
SELECT 'review', r.id, 'next_due_on', NULL
  FROM review r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL AND r.next_due_on <= $3 AND r.held_on <= $2
   AND NOT EXISTS (SELECT 1 FROM review l
                    WHERE l.facility_id = $1 AND l.closed_on IS NULL AND l.held_on > r.held_on
                      AND l.held_on <= $2)
 ORDER BY r.id;

-- name: review_no_minutes   The last management review has no minutes.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- mend:   evidence
-- say:    最後の経営層の確認に議事録がありません。議事録を付けるか、根拠資料につないでください。
-- source: 研修資料 2-(1) ケーススタディ「定期的に経営者が管理対応を行っていることを証明するには？」
SELECT 'review', r.id, 'minutes', NULL
  FROM review r
 WHERE r.facility_id = $1 AND r.closed_on IS NULL AND r.minutes IS NULL AND r.held_on <= $2
   AND NOT EXISTS (SELECT 1 FROM review l
                    WHERE l.facility_id = $1 AND l.closed_on IS NULL AND l.held_on > r.held_on
                      AND l.held_on <= $2)
   AND NOT EXISTS (SELECT 1
                     FROM link l
                     JOIN evidence e ON e.facility_id = l.facility_id AND e.id = l.record_id
                    WHERE l.facility_id = $1 AND l.entity = 'evidence' AND l.to_entity = 'review'
                      AND l.to_record = r.id AND e.closed_on IS NULL AND e.kind = 'minutes')
 ORDER BY r.id;

-- name: device_stopped_no_note   Stopped, and nobody wrote why.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    「停止」なのに説明のない機器が{n}台あります。説明に理由を書いてください（例: メンテナンス）。
-- source: 研修資料 2-(1) 機器台帳の例（002 停止 メンテナンス）
SELECT 'device', d.id, 'note', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status = 'stopped'
   AND d.note IS NULL
 ORDER BY d.id;

-- name: device_ip_duplicate   Two managed devices of one network have the same address.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    同じIPアドレスの機器が{n}台あります。どれが正しいかを確かめて直してください。
-- source: 研修資料 2-(1) 実施方法（機器の所在が明確になるように）
WITH used AS (
    SELECT d.ip, COALESCE(d.network, 0) AS network
      FROM device d
     WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
       AND d.ip NOT IN ('なし', '不明')
     GROUP BY d.ip, COALESCE(d.network, 0)
    HAVING COUNT(*) > 1)
SELECT 'device', d.id, 'ip', d.ip
  FROM used u
  JOIN device d ON d.ip = u.ip AND COALESCE(d.network, 0) = u.network
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
 ORDER BY d.id;

-- name: device_os_ended   The OS is past the end of its support.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    サポートの終わったOSの機器が{n}台あります。更新や入替えの計画を立て、それまでの守り方を説明に書いてください。
-- source: 研修資料 2-(1) 機器台帳の例（003 Win8）。終了日は Microsoft のライフサイクルの情報（延長サポートの終了日。LTSC・IoT版は除く）
WITH ended(os, ends_on) AS (VALUES
     ('xp', '2014-04-08'), ('vista', '2017-04-11'), ('7', '2020-01-14'), ('8', '2016-01-12'),
     ('8.1', '2023-01-10'), ('10', '2025-10-14'), ('server2003', '2015-07-14'),
     ('server2008', '2020-01-14'), ('server2008r2', '2020-01-14'), ('server2012', '2023-10-10'),
     ('server2012r2', '2023-10-10')),
-- "Microsoft Windows 10 Pro" -> "10": what is left is compared, so an unknown addition is no match.
seen AS (
    SELECT o.os,
           replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
               ' ' || lower(o.os) || ' ', 'microsoft', ''), 'windows', ''), 'win', ''),
               'professional', ''), 'pro', ''), 'enterprise', ''), 'home', ''), 'standard', ''),
               'datacenter', ''), ' ', '') AS name
      FROM (SELECT DISTINCT d.os
              FROM device d
             WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1
               AND d.status <> 'disposed') o
     WHERE replace(lower(o.os), 'win', '') <> lower(o.os))
SELECT 'device', d.id, 'os', d.os
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND (d.support_ends_on <= $3
        OR (d.support_ends_on IS NULL
            AND d.os IN (SELECT s.os FROM seen s JOIN ended e ON e.os = s.name
                          WHERE e.ends_on <= $3)))
 ORDER BY d.id;

-- name: software_versions_differ   The same software in another version than on most devices.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    同じソフトウェアなのに、多くの機器と違うバージョンの機器が{n}台あります。古いまま残っていないか確かめてください。
-- source: 研修資料 2-(1) 機器台帳の例（002 だけ 1.2）
WITH used AS (
    SELECT d.software, d.software_version, COUNT(*) AS n
      FROM device d
     WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
       AND d.software NOT IN ('なし', '不明') AND d.software_version NOT IN ('なし', '不明')
     GROUP BY d.software, d.software_version),
ranked AS (
    SELECT u.software, u.software_version,
           ROW_NUMBER() OVER (PARTITION BY u.software ORDER BY u.n DESC, u.software_version DESC)
               AS place
      FROM used u)
SELECT 'device', d.id, 'software_version', d.software || ' ' || d.software_version
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND (d.software, d.software_version)
       IN (SELECT r.software, r.software_version FROM ranked r WHERE r.place > 1)
 ORDER BY d.id;

-- name: second_network_no_interface   On two networks, but only one is on record.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- mend:   device_interface
-- say:    2系統接続（2枚挿し）なのに、2つ目の接続口の記録がない機器が{n}台あります。機器の「接続口」に登録してください。
-- source: 研修資料 2-(2) 実施方法（「2枚挿し」による見落としに注意）
SELECT 'device', d.id, 'second_network', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND d.second_network = 'yes'
   AND NOT EXISTS (SELECT 1 FROM device_interface i
                    WHERE i.facility_id = $1 AND i.device = d.id AND i.closed_on IS NULL)
 ORDER BY d.id;

-- name: second_line_unknown   Nobody has looked for a second network or a mobile line.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    2系統接続やモバイル回線の有無が未確認の機器が{n}台あります。現物を見て記入してください（SIMの入ったルータは工事がなく気付きにくいものです）。
-- source: 研修資料 2-(2)（2枚挿し、LTEや5Gのモバイルルーター）
SELECT 'device', d.id,
       CASE WHEN d.second_network = 'unknown' THEN 'second_network,' ELSE '' END
       || CASE WHEN d.mobile_line = 'unknown' THEN 'mobile_line' ELSE '' END, NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND d.kind NOT IN ('monitor', 'tape')
   AND (d.second_network = 'unknown' OR d.mobile_line = 'unknown')
 ORDER BY d.id;

-- name: attachment_unknown   Nobody noted whether the device is on the network.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    院内ネットワークにつながるかどうかが未確認の機器が{n}台あります。確かめて記入してください。
-- source: 研修資料 2-(1) 実施方法（繋がらないものでも情報のやり取りが発生するような機器は管理、監督が必要）
SELECT 'device', d.id, 'attachment', NULL
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND d.kind <> 'monitor' AND COALESCE(d.attachment, 'unknown') = 'unknown'
 ORDER BY d.id;

-- name: out_of_scope_touches   Out of scope, though its system touches medical information.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    ledger
-- say:    医療情報に関わるシステムの機器が{n}台、管理対象から外れています。対象外でよいか確かめてください。
-- source: 研修資料 2-(1) 管理対象の確認（システムを構成する機器はすべて対象）
SELECT 'device', d.id, 'in_scope', s.name
  FROM device d
  JOIN system s ON s.facility_id = d.facility_id AND s.id = d.system
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 0 AND d.status <> 'disposed'
   AND s.closed_on IS NULL AND s.touches IN ('creates', 'reads', 'identifies')
 ORDER BY d.id;
