-- 3-(1) インシデント発生時における組織内と外部関係機関への連絡体制図がある。 Whom to call matters more than a
-- pretty chart. A person's or vendor's numbers count for their contact.

-- name: chart_none   Nobody is called by anyone, so there is no chart to draw.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    contact
-- mend:   contact
-- say:    誰が誰に連絡するかが決まっていないため、連絡体制図を描けません。連絡先の「連絡元」を選んでください。
-- source: 研修資料 3-(1) 実施方法（誰に連絡するのかを明確に）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1
                     FROM contact c
                     JOIN contact b ON b.facility_id = c.facility_id AND b.id = c.called_by
                    WHERE c.facility_id = $1 AND c.closed_on IS NULL AND b.closed_on IS NULL);

-- name: contact_required_missing   Nobody inside, no police or no ministry in the list.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    contact
-- mend:   contact
-- say:    連絡先に欠かせない相手が{n}件足りません。連絡先に登録してください。
-- source: 研修資料 3-(1) 外部連絡リスト（公的機関）、チェックリスト 3-(1)（組織内と…厚生労働省、警察等）
WITH required(category, agency, ja) AS (VALUES ('internal', '', '院内'), ('', 'police', '警察'),
                                               ('', 'mhlw', '厚生労働省'))
SELECT 'facility', f.id, NULL, r.ja
  FROM facility f, required r
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM contact c
                    WHERE c.facility_id = $1 AND c.closed_on IS NULL
                      AND (c.category = r.category OR c.agency = r.agency))
 ORDER BY 4;

-- name: contact_vendor_missing   A contracted vendor is not in the list.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    contact
-- mend:   contact
-- say:    契約している事業者のうち{n}件が連絡先にありません。非常時の窓口を確かめて登録してください。
-- source: 研修資料 3-(1) 外部連絡リスト（事業者）
SELECT 'vendor', v.id, NULL, NULL
  FROM vendor v
 WHERE v.facility_id = $1 AND v.closed_on IS NULL AND v.contracted = 'yes'
   AND NOT EXISTS (SELECT 1 FROM contact c
                    WHERE c.facility_id = $1 AND c.closed_on IS NULL
                      AND (c.vendor = v.id
                           OR (c.category = 'vendor' AND c.organisation = v.name)))
 ORDER BY v.id;

-- name: contact_without_means   A row nobody can call, write to or open.
-- like:   gate_denied_but_registered
-- level:  blocks
-- for:    contact
-- say:    電話もウェブの窓口もメールもない連絡先が{n}件あります。どれか一つは入れてください。
-- source: 研修資料 3-(1) 外部連絡リスト（電話番号）
SELECT 'contact', c.id, 'phone_day,url,email', NULL
  FROM contact c
  LEFT JOIN person p ON p.facility_id = c.facility_id AND p.id = c.person
  LEFT JOIN vendor v ON v.facility_id = c.facility_id AND v.id = c.vendor
 WHERE c.facility_id = $1 AND c.closed_on IS NULL
   AND COALESCE(c.phone_day, c.phone_night, c.url, c.email, p.phone_day, p.phone_night, p.email,
                v.phone_day, v.phone_night, v.email) IS NULL
 ORDER BY c.id;

-- name: contact_authority_missing   No prefecture or no health centre in the list.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    contact
-- mend:   contact
-- say:    連絡先に都道府県や保健所が足りません（{n}件）。連絡先に登録してください。
-- source: 研修資料 3-(1) 外部連絡リスト（都道府県、保健所）
WITH wanted(agency, ja) AS (VALUES ('prefecture', '都道府県'), ('health_center', '保健所'))
SELECT 'facility', f.id, NULL, w.ja
  FROM facility f, wanted w
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM contact c
                    WHERE c.facility_id = $1 AND c.closed_on IS NULL AND c.agency = w.agency)
 ORDER BY 4;

-- name: contact_neighbor_missing   No neighbouring institution in the list.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    contact
-- mend:   contact
-- say:    連絡先に近隣施設がありません。診療を続けられないときに患者を頼む先を登録してください。
-- source: 研修資料 3-(1) 外部連絡リスト（近隣施設）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM contact c
                    WHERE c.facility_id = $1 AND c.closed_on IS NULL AND c.category = 'neighbor');

-- name: contact_not_confirmed   Nobody has tried the number for half a year.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    contact
-- say:    {half_year}以内につながると確かめていない連絡先が{n}件あります。電話などで確かめ、「最終確認日」を入れてください。
-- source: 研修資料 3-(1) 実施方法（連絡リストや院内の連絡網をきちんと整備）。期間は私たちの目安
SELECT 'contact', c.id, 'confirmed_on', NULL
  FROM contact c
 WHERE c.facility_id = $1 AND c.closed_on IS NULL
   AND (c.confirmed_on IS NULL OR c.confirmed_on <= $5)
 ORDER BY c.id;

-- name: contact_no_night   Nobody can be reached there at night. (Own people and vendors; offices close.)
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    contact
-- say:    夜間・休日につながる番号のない院内・事業者の連絡先が{n}件あります。番号を入れてください（24時間対応の窓口は、事業者の「24時間対応」に印を付けます）。
-- source: 研修資料 3-(1) 実施方法。夜間・休日の欄は私たちの追加
SELECT 'contact', c.id, 'phone_night', NULL
  FROM contact c
  LEFT JOIN person p ON p.facility_id = c.facility_id AND p.id = c.person
  LEFT JOIN vendor v ON v.facility_id = c.facility_id AND v.id = c.vendor
 WHERE c.facility_id = $1 AND c.closed_on IS NULL AND c.category IN ('internal', 'vendor')
   AND COALESCE(c.phone_night, p.phone_night, v.phone_night) IS NULL
   AND COALESCE(v.round_the_clock, 0) = 0
 ORDER BY c.id;

-- name: chart_print_old   The list has changed since the chart was printed, or it was never printed.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    contact
-- mend:   contact_chart
-- say:    連絡体制図を印刷していないか、印刷した後に連絡先が変わっています。刷り直して貼り替え、「印刷日」を入れてください。
-- source: 研修資料 3-(1) 実施方法（有事の際に確認できるように）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM contact_chart k
                    WHERE k.facility_id = $1 AND k.closed_on IS NULL AND k.printed_on > $9
                      AND k.printed_on <= $2);

-- name: chart_not_announced   The staff was not told of the chart.
-- like:   gate_denied_but_registered
-- level:  warns
-- for:    contact
-- mend:   contact_chart
-- say:    連絡体制図を全職員に知らせた記録がありません。周知して「全職員への周知日」を入れてください。
-- source: BCP確認表 2-1（異常の報告先の把握）
SELECT 'facility', f.id, NULL, NULL
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1
   AND NOT EXISTS (SELECT 1 FROM contact_chart k
                    WHERE k.facility_id = $1 AND k.closed_on IS NULL AND k.announced_on <= $2);
