-- 2-(3) 事業者から製造業者/サービス事業者による医療情報セキュリティ開示書（MDS/SDS）を提出してもらう。

-- name: disclosure_missing   A contracted vendor of a system has handed in no MDS/SDS.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    disclosure
-- needs:  vendors_known contracts_known
-- mend:   disclosure
-- say:    開示書（MDS/SDS）を受け取っていないシステムの事業者が{n}件あります。提出を頼み、受領日を登録してください。
-- source: チェックリスト 2-(3)、令和7年度版マニュアル（案）p.7
SELECT 'vendor', v.id, NULL, NULL
  FROM vendor v
 WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted = 'yes'
   AND EXISTS (SELECT 1 FROM system s
                WHERE s.facility_id = $1 AND s.vendor = v.id AND s.closed_on IS NULL
                  AND s.in_scope = 1)
   AND NOT EXISTS (SELECT 1 FROM disclosure d
                    WHERE d.facility_id = $1 AND d.vendor = v.id AND d.closed_on IS NULL
                      AND d.received_on <= $2)
 ORDER BY v.id;

-- name: disclosure_old_form   Written on a form older than Ver.5.0, or on one nobody noted.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    disclosure
-- say:    様式がVer.5.0より古い（または様式の版が分からない）開示書が{n}件あります。新しい様式での提出を頼んでください。
-- source: JAHIS標準24-005（Ver.5.0）
SELECT 'disclosure', d.id, 'form_version', d.form_version
  FROM disclosure d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL
   AND (d.form_version IS NULL
        OR (substr(ltrim(lower(d.form_version), 'versionｖ第. '), 1, 1) < '5'
            AND substr(ltrim(lower(d.form_version), 'versionｖ第. '), 2, 1)
                NOT IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'))
        OR d.form_version IN ('なし', '不明'))
   AND NOT EXISTS (SELECT 1 FROM disclosure n
                    WHERE n.facility_id = $1 AND n.vendor = d.vendor AND n.kind = d.kind
                      AND COALESCE(n.system, 0) = COALESCE(d.system, 0) AND n.closed_on IS NULL
                      AND (n.received_on > d.received_on
                           OR (n.received_on IS NOT NULL AND d.received_on IS NULL)))
 ORDER BY d.id;

-- name: disclosure_no_risk_note   The vendor answered いいえ, and nobody wrote what follows from it.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    disclosure
-- say:    「いいえ」のある開示書で、施設としての対応が書かれていないものが{n}件あります。どう補うかを「「いいえ」への対応」に書いてください。
-- source: 安全管理ガイドライン第7.0版 保守委託機関編（「いいえ」はリスク評価を行い説明できるように）
SELECT 'disclosure', d.id, 'risk_note', NULL
  FROM disclosure d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.no_answers > 0 AND d.risk_note IS NULL
 ORDER BY d.id;
