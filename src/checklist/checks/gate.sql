-- The gate (医療情報システムを導入、運用している), what must be known before anything can be
-- judged, and what makes an item 該当なし. The first statement names parameters and columns of all.
--
-- Dates: *_old is the last day that is too old (limits.h); a thing is past its term when its date is
-- not later than yesterday. Such comparisons are right for partial dates too.

-- name: gate_denied_but_registered   「いいえ」 though systems or devices are registered.
-- in:   facility_id id, today text, yesterday text, year_old text, half_year_old text,
--       year_old_at i64, finding_old_at i64, now_at i64, contacts_old text, scope text,
--       patch_old text, inspection text, topics text, item text
-- out:  entity text, id id, fields text, detail text
-- level:  warns
-- for:    gate
-- say:    医療情報システムは「ない」としていますが、管理対象のシステムや機器が{n}件登録されています。施設の「医療情報システムを導入、運用している」を確かめてください。
-- source: 令和6年度版マニュアル p.5（最初の項目）
SELECT 'system', s.id, NULL, NULL
  FROM system s
  JOIN facility f ON f.facility_id = s.facility_id AND f.id = $1
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1 AND f.runs_systems = 'no'
 UNION ALL
SELECT 'device', d.id, NULL, NULL
  FROM device d
  JOIN facility f ON f.facility_id = d.facility_id AND f.id = $1
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1 AND d.status <> 'disposed'
   AND f.runs_systems = 'no'
 ORDER BY 1, 2;

-- name: scope_answer_none   管理対象の確認 has not been begun.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    gate
-- mend:   scope_answer
-- say:    管理対象の確認がまだありません。どの種類のシステムがあるかを一つずつ確かめて記入してください。
-- source: 研修資料 2-(1) 管理対象の確認
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM scope_answer a
                    WHERE a.facility_id = $1 AND a.closed_on IS NULL);

-- name: scope_answer_open   管理対象の確認 has kinds nobody has looked at.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    gate
-- mend:   scope_answer
-- say:    管理対象の確認に未確認の種別が{n}件あります。有無を確かめて記入してください。
-- source: 研修資料 2-(1) 管理対象の確認
SELECT 'scope_answer', a.id, 'present', NULL
  FROM scope_answer a
 WHERE a.facility_id = $1 AND a.closed_on IS NULL AND a.present = 'unknown'
 ORDER BY a.id;

-- name: scope_answer_without_system   A kind is there, but no system of it is registered.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    gate
-- mend:   system
-- say:    管理対象の確認で「有」なのに、医療情報システムに登録がない種別が{n}件あります。システムを登録してください。
-- source: 研修資料 2-(1) 管理対象の確認
SELECT 'scope_answer', a.id, NULL, NULL
  FROM scope_answer a
 WHERE a.facility_id = $1 AND a.closed_on IS NULL AND a.present = 'yes'
   AND NOT EXISTS (SELECT 1 FROM system s
                    WHERE s.facility_id = $1 AND s.closed_on IS NULL
                      AND replace(',' || s.kinds || ',', ',' || a.kind || ',', '')
                          <> ',' || s.kinds || ',')
 ORDER BY a.id;

-- name: vendors_known   No vendor is registered, so nobody can say whether there is a contract.
-- like:   gate_denied_but_registered
-- level:  needs
-- for:    remote disclosure
-- mend:   vendor
-- say:    事業者が1件も登録されていないため、契約の有無が分からず判定できません。事業者を登録してください（契約がない事業者は、契約を「無」にします）。
-- source: 令和7年度版マニュアル（案）p.3, p.7（契約していない場合は記入不要）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM vendor v WHERE v.facility_id = $1 AND v.closed_on IS NULL);

-- name: contracts_known   Vendors of which nobody knows whether there is a contract.
-- like:   gate_denied_but_registered
-- level:  needs
-- for:    remote disclosure
-- say:    契約の有無が未確認の事業者が{n}件あるため、判定できません。事業者の「契約」を確かめて記入してください。
-- source: 令和7年度版マニュアル（案）p.3, p.7（契約していない場合は記入不要）
SELECT 'vendor', v.id, 'contracted', NULL
  FROM vendor v
 WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted = 'unknown'
 ORDER BY v.id;

-- name: devices_known   The ledger is empty, so nothing can be said of its devices.
-- like:   gate_denied_but_registered
-- level:  needs
-- for:    remote
-- mend:   device
-- say:    機器台帳が空のため、判定できません。先に機器を登録してください。
-- source: 研修資料 2-(2)（2-(1) で確認した機器について確かめる）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM device d
                    WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1
                      AND d.status <> 'disposed');

-- name: scope_devices_known   The ledger has no device of this kind.
-- like:   gate_denied_but_registered
-- level:  needs
-- for:    rights accounts log patch services source_limit password media
-- mend:   device
-- say:    機器台帳に{scope}がないため、判定できません。登録するか、ないときは施設の「台帳にない種別」と理由を記入してください。
-- source: 研修資料 2-(1)
SELECT 'facility', f.id, 'absent_kinds,absent_reason', NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM device d
                    WHERE d.facility_id = $1 AND d.kind = $10 AND d.closed_on IS NULL
                      AND d.in_scope = 1 AND d.status <> 'disposed');

-- name: no_contract   Vendors are registered, and none has a contract.
-- like:   gate_denied_but_registered
-- level:  excuses
-- for:    remote disclosure
-- say:    契約している事業者がないため、記入は不要です。
-- source: 令和7年度版マニュアル（案）p.3, p.7（契約していない場合は記入不要。2-(3) は推定）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND EXISTS (SELECT 1 FROM vendor v WHERE v.facility_id = $1 AND v.closed_on IS NULL)
   AND NOT EXISTS (SELECT 1 FROM vendor v
                    WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted <> 'no');

-- name: scope_absent   The institution has no device of this kind and says why.
-- like:   gate_denied_but_registered
-- level:  excuses
-- for:    rights accounts log patch services source_limit
-- say:    {scope}は施設になく、その理由も書かれています。
-- source: 研修資料 2-(1)（クラウド型などで院内にサーバのない施設がある）
SELECT 'facility', f.id, 'absent_reason', f.absent_reason
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1 AND f.absent_reason IS NOT NULL
   AND replace(',' || f.absent_kinds || ',', ',' || $10 || ',', '') <> ',' || f.absent_kinds || ','
   AND NOT EXISTS (SELECT 1 FROM device d
                    WHERE d.facility_id = $1 AND d.kind = $10 AND d.closed_on IS NULL
                      AND d.in_scope = 1 AND d.status <> 'disposed');
