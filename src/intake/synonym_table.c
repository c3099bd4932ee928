#include "intake/synonym_table.h"

#include "base/err.h"

/*
 * A title that may mean two fields stands with the likelier one; references have few words on
 * purpose: a column that is taken for one rejects every row whose name is not registered yet.
 */
const struct synonym_header synonym_header[] = {
    {"device",           "asset_no",
     "資産No|資産番号|資産管理番号|管理No|機器番号|機器管理番号|台帳番号|固定資産番号|備品番号|"
     "機器ID|資産ID|管理ID|端末番号|PC番号|資産コード|管理コード|番号|No|No.|ID"                                             },
    {"device",           "maker",
     "メーカ|メーカー名|メーカ名|製造元|製造会社|製造業者|製造販売業者|製造メーカー|ブランド"                 },
    {"device",           "os",
     "OS名|OS名称|OS種別|OSの種類|OS種類|基本ソフト|オペレーティングシステム|OS/バージョン|"
     "OS・バージョン|OS及びバージョン"                                                                                                  },
    {"device",           "software",
     "ソフトウェア名|ソフト名|ソフト|主なソフトウェア|導入ソフト|搭載ソフト|使用ソフト|"
     "使用ソフトウェア|インストールソフト|アプリケーション|アプリケーション名|アプリ|アプリ名|"
     "システム名|業務システム"                                                                                                            },
    {"device",           "software_version",
     "ソフトウェアのバージョン|ソフトウェアVer|ソフトウェアVer.|ソフトバージョン|アプリバージョン|"
     "ファームウェアバージョン|ファームウェア|ファームバージョン|ファームウェアVer|バージョン|"
     "Version|Ver|Ver.|版|版数"                                                                                                                   },
    {"device",           "ip",                 "IP|IP Address|IPv4アドレス|IPv4|IP番号|固定IP|固定IPアドレス|アドレス"             },
    {"device",           "hostname",
     "コンピューター名|PC名|ホスト名|端末名|マシン名|デバイス名|ホスト|コンピュータ|"
     "コンピューター|Hostname|Host name|端末ID|機器名|機器名称"                                                                      },
    {"device",           "location",
     "設置箇所|設置階・部屋|設置先|設置部署|設置部門|設置場所名|配置場所|配置先|使用場所|利用場所|"
     "保管場所|"
     "場所|所在|所在地|部屋|部屋名|病棟|フロア|設置階|使用部署|使用部門|部署|部署名|部門|所属|"
     "配置"                                                                                                                                        },
    {"device",           "users",
     "利用者名|使用者|使用者名|主な利用者|利用者・部署|使用者・部署|利用部署|利用部門|利用職種|"
     "ユーザー|ユーザ|ユーザー名|User|担当者|担当者名|管理者|管理担当者|所有者"                                        },
    {"device",           "registered_on",
     "登録年月日|導入日|導入年月日|導入年月|導入時期|導入年|設置日|設置年月日|設置年月|購入日|"
     "購入年月日|購入年月|購入年|取得日|取得年月日|取得年月|納入日|納品日|使用開始日|利用開始日|"
     "リース開始日"                                                                                                                            },
    {"device",           "status",
     "稼働状況|稼動状況|稼働状態|稼動状態|稼働|使用状況|使用状態|利用状況|利用状態|運用状況|"
     "運用状態|機器の状態|状況|現況|現状|ステータス"                                                                             },
    {"device",           "note",
     "備考|備考欄|メモ|摘要|コメント|特記事項|補足|注記|説明・備考|その他|Remarks"                                      },
    {"device",           "kind",
     "機器種別|機器の種類|機器種類|種類|端末種別|機器区分|機器分類|装置種別|区分|分類|タイプ|"
     "カテゴリ|カテゴリー"                                                                                                                  },
    {"device",           "network_kind",       "ネットワーク機器種別|NW機器種別"                                                       },
    {"device",           "model",
     "型式|形式|型名|モデル|モデル名|モデル番号|機種|機種名|製品名|製品番号|品番|品名"                             },
    {"device",           "serial",
     "製造No|製番|シリアル|シリアルNo|シリアルNo.|シリアル番号|シリアルナンバー|S/N|SN|機体番号|"
     "製造番号（S/N）|Serial|Serial No"                                                                                                        },
    {"device",           "os_version",         "OSバージョン|OSのバージョン|OS Ver|OS Ver.|OSビルド|OSエディション"              },
    {"device",           "mac",
     "MAC|MAC Address|物理アドレス|ハードウェアアドレス|MACアドレス1|有線MACアドレス|有線LAN "
     "MACアドレス|LAN MACアドレス"                                                                                                           },
    {"device",           "ip_assignment",
     "IP割当|IP割り当て|IPの割り当て|IP取得方法|IP設定|IPの設定|割当方式|固定/DHCP|DHCP/固定"                            },
    {"device",           "external_link",      "接続ポイント"                                                                                  },
    {"device",           "second_network",
     "2系統接続|2系統接続の有無|2系統ネットワーク接続|二系統接続|2枚挿し|二枚挿し"                                  },
    {"device",           "mobile_line",        "SIM|SIMの有無|SIMカード|モバイル回線|モバイル回線の有無"                        },
    {"device",           "remote_maintenance",
     "リモート保守の有無|リモートメンテナンス|リモートメンテナンスの有無|リモートメンテ|遠隔保守|"
     "遠隔保守の有無|リモート接続|リモート接続の有無"                                                                          },
    {"device",           "medical_class",      "薬機法区分|クラス分類|医療機器クラス|医療機器の区分"                         },
    {"device",           "works_with_others",  "他機器との連携|他の機器との連携|連携の有無"                                      },
    {"device",           "security_state",
     "セキュリティ対策|セキュリティ対策有無|ウイルス対策|ウイルス対策の有無|ウイルス対策有無"               },
    {"device",           "security_product",
     "セキュリティソフト|セキュリティソフト名|セキュリティ製品|ウイルス対策ソフト|"
     "ウイルス対策ソフト名|アンチウイルス|アンチウイルスソフト|EDR"                                                       },
    {"device",           "security_version",
     "セキュリティソフトバージョン|ウイルス対策ソフトバージョン|定義ファイル|"
     "定義ファイルバージョン|パターンファイル"                                                                                    },
    {"device",           "auth_method",        "利用者の認証方法|認証方法|認証方式|ログイン方法|ログイン認証"            },
    {"device",           "auth_server",        "認証サーバー|ドメインコントローラ"                                                   },
    {"device",           "patched_on",
     "パッチ適用日|最終パッチ適用日|Windows Update実施日|最終Windows "
     "Update|更新適用日|最終更新プログラム適用日|アップデート日|"
     "最終アップデート日|最終アップデート|脆弱性対応日"                                                                       },
    {"device",           "patch_owner",        "更新責任者|パッチ適用者|パッチ適用の責任"                                         },
    {"device",           "support_ends_on",
     "サポート期限|OSサポート期限|OSサポート終了日|サポート終了|サポート終了年月日|"
     "サポート終了時期|保守期限|EOL|EOS|EOSL"                                                                                            },
    {"device",           "confirmed_on",       "棚卸日|棚卸し日|棚卸実施日|最終棚卸|現物確認日|最終確認日|確認日"       },
    {"device",           "confirmed_by",       "確認した人|棚卸者|棚卸担当|棚卸担当者|現物確認者"                              },
    {"device",           "in_scope",           "管理対象か|台帳の対象"                                                                     },

    {"cloud_service",    "provider",
     "事業者名|サービス事業者|提供事業者|提供元|提供会社|ベンダー|ベンダ|クラウド事業者|会社名"              },
    {"cloud_service",    "name",
     "サービス名称/用途|サービス名|サービス|クラウドサービス名|名称|システム名"                                     },
    {"cloud_service",    "purpose",            "利用目的|目的|使用目的|業務内容"                                                       },
    {"cloud_service",    "domain",             "ドメイン|URL|アドレス|接続先|接続先URL|FQDN"                                           },
    {"cloud_service",    "access_path",
     "利用場所|アクセス経路|接続経路|接続方法|利用場所・アクセス経路"                                                   },
    {"cloud_service",    "users",
     "利用者|利用部署|利用部門|利用グループ|利用者・グループ|使用者|ユーザー"                                        },
    {"cloud_service",    "auth_method",        "利用者の認証方法|認証方法|認証方式|ログイン方法"                               },
    {"cloud_service",    "started_on",         "利用開始年月日|開始日|契約開始日|導入日|導入年月日"                           },
    {"cloud_service",    "status",             "状態|状況|利用状態|稼働状況|ステータス"                                             },
    {"cloud_service",    "service_version",    "版|Version|Ver|Ver."                                                                                },
    {"cloud_service",    "confirmed_on",       "確認日|棚卸日|最終棚卸日"                                                                 },

    {"vendor",           "name",
     "事業者|事業者名|会社名|企業名|業者名|取引先|取引先名|ベンダー|ベンダー名|ベンダ名|社名|"
     "法人名"                                                                                                                                     },
    {"vendor",           "kana",               "カナ|よみ|ヨミ|よみがな|ふりがな|会社名カナ"                                      },
    {"vendor",           "kind",               "区分|業種|分類|種類"                                                                         },
    {"vendor",           "contracted",         "契約の有無|契約有無|保守契約|保守契約の有無"                                     },
    {"vendor",           "contract_no",        "契約No|契約No.|保守契約番号|顧客番号|お客様番号"                                  },
    {"vendor",           "contract_from",      "契約開始|契約開始年月日|契約日"                                                        },
    {"vendor",           "contract_until",     "契約終了|契約満了日|契約期限|契約終了年月日"                                     },
    {"vendor",           "maintenance_until",  "保守期限|保守終了|保守終了年月日"                                                     },
    {"vendor",           "psirt",              "PSIRTの有無"                                                                                      },
    {"vendor",           "phone_day",
     "電話番号|電話|TEL|TEL.|連絡先電話番号|代表電話|代表番号|電話（平日）|電話番号（日中）|"
     "連絡先"                                                                                                                                     },
    {"vendor",           "phone_night",
     "夜間電話|夜間連絡先|緊急連絡先|時間外電話|電話番号（夜間・休日）|電話（夜間）|電話（休日）"          },
    {"vendor",           "round_the_clock",    "24時間|24時間対応の有無|24時間365日"                                                     },
    {"vendor",           "email",              "メールアドレス|Eメール|E-mail|Mail|電子メール"                                        },

    {"vendor_officer",   "vendor",             "事業者名|会社名|ベンダー|ベンダー名"                                                 },
    {"vendor_officer",   "name",               "管理責任者|責任者|責任者名|担当者|担当者名|名前"                                },
    {"vendor_officer",   "phone",              "電話番号|連絡先|TEL"                                                                          },
    {"vendor_officer",   "since",              "着任日|開始日"                                                                                 },
    {"vendor_officer",   "until",              "終了日"                                                                                           },

    {"person",           "name",               "名前|職員名|氏名（漢字）|担当者名|担当者"                                          },
    {"person",           "kana",               "カナ|カナ氏名|氏名カナ|よみ|ヨミ|よみがな|ふりがな|氏名（カナ）"         },
    {"person",           "title",              "職名|職位|肩書|肩書き|職種"                                                               },
    {"person",           "department",         "所属|所属部署|所属部門|部門|部署名|課"                                               },
    {"person",           "vendor",             "事業者|会社名|所属会社"                                                                    },
    {"person",           "employment",         "雇用形態|勤務区分|雇用区分"                                                              },
    {"person",           "qualification",      "資格|保有資格"                                                                                 },
    {"person",           "phone_day",          "電話番号|電話|内線|内線番号|TEL|院内電話|電話番号（日中）|PHS"               },
    {"person",           "phone_night",
     "携帯電話|携帯番号|夜間連絡先|緊急連絡先|自宅電話|電話番号（夜間・休日）|電話（夜間）"                   },
    {"person",           "email",              "メールアドレス|Eメール|E-mail|Mail|電子メール"                                        },
    {"person",           "left_on",            "退職年月日|離任日"                                                                           },

    {"appointment",      "role",               "任命内容|任命する役割|職務"                                                              },
    {"appointment",      "person",             "名前|任命された人|担当者|職員"                                                          },
    {"appointment",      "starts_on",          "任命日|就任日|開始日|発令日"                                                             },
    {"appointment",      "ends_on",            "終了日|任期満了日"                                                                           },
    {"appointment",      "duties",             "職務内容|権限|役割と権限|責務"                                                          },

    {"training",         "kind",               "区分|種類|研修種別"                                                                          },
    {"training",         "held_on",            "開催日|実施年月日|日付|受講日"                                                          },
    {"training",         "title",              "研修名|訓練名|テーマ|題名|件名"                                                         },
    {"training",         "headcount",          "受講者数|参加者数|人数|受講人数"                                                       },
    {"training",         "outcome",            "結果|気づき|反省点|備考|内容"                                                            },

    {"regulation",       "title",              "規程名|文書名|規定名|規程名称"                                                          },
    {"regulation",       "number",             "規程番号|文書No|No|No."                                                                        },
    {"regulation",       "edition",            "版数|改訂版|版番号"                                                                          },
    {"regulation",       "approved_on",        "制定日|改訂日|施行日|承認年月日"                                                       },
    {"regulation",       "review_due_on",      "見直し日|次回改訂日|見直し予定日"                                                     },
    {"clause",           "topic",              "チェックリストの項目|確認項目"                                                         },
    {"clause",           "article",            "条文|条項|該当箇所|記載箇所"                                                             },
    {"clause",           "note",               "備考|内容"                                                                                       },

    {"system",           "name",               "システム名|システム名称|システム|製品名|情報システム名"                     },
    {"system",           "kinds",              "システム種別|システムの種類|種類|区分|分類"                                       },
    {"system",           "vendor",             "ベンダー|ベンダー名|事業者名"                                                           },
    {"system",           "recovery_priority",  "優先度|優先順位|復旧優先順位|復旧順位"                                              },
    {"system",           "rto_minutes",        "RTO|目標復旧時間|RTO（分）"                                                                 },
    {"system",           "rpo_minutes",        "RPO|目標復旧時点|RPO（分）"                                                                 },
    {"system",           "impact",             "影響|停止した場合の影響"                                                                  },
    {"system",           "fallback",           "代替手段|代替方法"                                                                           },
    {"system",           "auth_method",        "利用者の認証方法|認証方法|認証方式"                                                  },

    {"network",          "name",               "ネットワーク名|ネットワーク名称|セグメント名|セグメント"                   },
    {"network",          "cidr",               "ネットワークアドレス|アドレス帯|IPアドレス範囲|IPレンジ|サブネット|CIDR"},
    {"network",          "vlan",               "VLAN ID|VLAN番号"                                                                                  },
    {"network",          "kind",               "区分|用途|種類"                                                                                },
    {"network",          "gateway",            "デフォルトゲートウェイ|GW|デフォルトGW"                                              },

    {"device_interface", "device",             "管理番号|資産番号"                                                                           },
    {"device_interface", "ip",                 "IP|IP Address|アドレス"                                                                          },
    {"device_interface", "mac",                "MAC|MAC Address|物理アドレス"                                                                  },
    {"device_interface", "purpose",            "目的|説明|備考"                                                                                },
    {"device_software",  "device",             "管理番号|資産番号|コンピュータ名|PC名"                                               },
    {"device_software",  "name",               "ソフトウェア|ソフトウェア名|ソフト名|アプリケーション名|製品名"         },
    {"device_software",  "software_version",   "版|Version|Ver|Ver.|ソフトウェアバージョン"                                              },
    {"device_software",  "vendor",             "メーカー|発行元|開発元|製造元"                                                          },
    {"device_software",  "support_ends_on",    "サポート期限|EOL|EOS"                                                                          },

    {"remote_inquiry",   "vendor",             "事業者名|会社名|ベンダー"                                                                 },
    {"remote_inquiry",   "asked_on",           "照会日|問い合わせ日|確認依頼日"                                                        },
    {"remote_inquiry",   "replied_on",         "回答年月日|返信日"                                                                           },
    {"remote_inquiry",   "result",             "有無|回答|回答結果|リモートメンテナンスの有無"                                  },
    {"remote_inquiry",   "respondent",         "回答した人|回答者名"                                                                        },
    {"remote_inquiry",   "how",                "方法|回答方法|確認方法"                                                                    },
    {"remote_access",    "vendor",             "事業者名|会社名|ベンダー|保守事業者"                                                 },
    {"remote_access",    "devices",            "対象機器|接続対象機器|対象機器・接続ポイント"                                   },
    {"remote_access",    "purpose",            "接続目的|利用目的|用途"                                                                    },
    {"remote_access",    "line",               "接続形態|回線種別|接続回線|回線の種類"                                              },
    {"remote_access",    "method",             "接続方法|接続手順|どのように"                                                           },
    {"remote_access",    "operator",           "誰が|作業者|作業者名|接続者|誰が（事業者・作業者）"                           },
    {"remote_access",    "source",             "どこから|接続元|接続元場所"                                                              },
    {"remote_access",    "source_restricted",  "接続元IP制限|接続元制限の有無|IP制限"                                                 },
    {"remote_access",    "account",            "ユーザーID|アカウント|IDの付与|ユーザーIDの付与先"                               },
    {"remote_access",    "auth_method",        "認証方式|認証"                                                                                 },
    {"remote_access",    "timing",             "実施のタイミング|タイミング|頻度"                                                     },
    {"remote_access",    "notice",             "事前連絡の有無|事前通知"                                                                  },
    {"remote_access",    "confirmed_on",       "確認年月日|最終確認日"                                                                     },

    {"disclosure",       "vendor",             "事業者名|会社名|ベンダー"                                                                 },
    {"disclosure",       "kind",               "区分|書類種別|MDS/SDS"                                                                         },
    {"disclosure",       "form_version",       "版|バージョン|書式の版|Ver|Ver."                                                           },
    {"disclosure",       "issued_on",          "発行日|作成年月日"                                                                           },
    {"disclosure",       "received_on",        "受領年月日|入手日|提出日"                                                                 },
    {"advisory",         "subject",            "タイトル|内容|表題"                                                                          },
    {"advisory",         "source",             "発信元|情報源|出典"                                                                          },
    {"advisory",         "received_on",        "受信日|受付日|日付"                                                                          },
    {"advisory",         "decision",           "対応|判断|対応内容|対応方針"                                                             },
    {"advisory",         "due_on",             "対応期限"                                                                                        },
    {"advisory",         "done_on",            "対応日|対応完了日"                                                                           },

    {"inspection",       "kind",               "点検項目|点検種別|種類|区分"                                                             },
    {"inspection",       "scope",              "点検対象|対象機器|範囲"                                                                    },
    {"inspection",       "held_on",            "点検日|点検年月日|実施年月日|日付"                                                    },
    {"inspection",       "result",             "点検結果|判定"                                                                                 },
    {"inspection",       "reviewer",           "点検担当者|実施者|確認者"                                                                 },
    {"inspection",       "next_due_on",        "次回点検日|次回点検予定日"                                                               },
    {"inspection",       "note",               "備考|内容|指摘事項"                                                                          },

    {"contact",          "position",           "No.|番号|順番|連番|順位"                                                                     },
    {"contact",          "category",           "カテゴリー|区分|分類|種別"                                                                },
    {"contact",          "organisation",       "組織|機関名|会社名|事業者名|連絡先|連絡先名|名称|所属"                        },
    {"contact",          "role",               "役職|担当|担当業務"                                                                          },
    {"contact",          "name",               "氏名|名前|担当者|担当者氏名"                                                             },
    {"contact",          "phone_day",
     "電話|TEL|TEL.|連絡先電話番号|電話（日中）|電話番号（日中）|平日日中|日中の電話番号"                          },
    {"contact",          "phone_night",
     "電話（夜間・休日）|電話（夜間）|夜間電話|夜間連絡先|夜間・休日|緊急連絡先|時間外"                         },
    {"contact",          "email",              "メールアドレス|Eメール|E-mail|Mail|電子メール"                                        },
    {"contact",          "url",                "ホームページ|URL|Web|サイト"                                                                },
    {"contact",          "occasion",           "場面|連絡するとき|用件|備考"                                                             },
    {"contact",          "confirmed_on",       "確認日|最終確認年月日|更新日"                                                           },

    {"backup",           "system",             "システム|システム名|対象システム"                                                     },
    {"backup",           "subject",            "対象|バックアップ対象|データ"                                                           },
    {"backup",           "method",             "取得方式|バックアップ方式|種別|方法"                                                 },
    {"backup",           "medium",             "保存媒体|記録媒体|保存先|メディア"                                                    },
    {"backup",           "place",              "保存場所|設置場所"                                                                           },
    {"backup",           "place_kind",         "場所の区分"                                                                                     },
    {"backup",           "separation",         "隔離|オフライン|ネットワークからの切り離し"                                      },
    {"backup",           "generations",        "世代|世代管理"                                                                                 },
    {"backup",           "every_hours",        "間隔|取得間隔|頻度"                                                                          },
    {"backup",           "last_success_at",    "最終取得日時|最終成功日時|最終バックアップ日時|最終取得日"                },
    {"backup",           "encrypted",          "暗号化の有無"                                                                                  },
    {"backup",           "procedure",          "復旧手順の概要|手順"                                                                        },
    {"drill",            "kind",               "区分|確認方法|種類"                                                                          },
    {"drill",            "held_on",            "確認日|実施年月日|日付"                                                                    },
    {"drill",            "minutes",            "所要時間|復旧時間"                                                                           },
    {"drill",            "outcome",            "判定|確認結果"                                                                                 },
    {"drill",            "note",               "備考|気づき"                                                                                    },
    {"bcp",              "title",              "計画名|文書名|BCP名称"                                                                       },
    {"bcp_answer",       "item",               "項番|番号|No|No."                                                                                },
    {"bcp_answer",       "reply",              "回答|確認"                                                                                       },
    {"bcp_answer",       "place",              "記載箇所|該当箇所"                                                                           },
    {"bcp_answer",       "note",               "備考"                                                                                              },
    {"scope_answer",     "kind",               "種別|システム種別|システム"                                                              },
    {"scope_answer",     "note",               "備考|補足"                                                                                       },
    {"incident",         "headline",           "件名|内容"                                                                                       },
    {"incident",         "noticed_at",         "発見日時|検知日時"                                                                           },
    {"incident",         "begun_at",           "発生日"                                                                                           },
    {"evidence",         "title",              "資料名|文書名|件名"                                                                          },
    {"evidence",         "kind",               "区分|種類|資料種別"                                                                          },
    {"evidence",         "document_on",        "日付|作成日|文書日付"                                                                       },
    {"review",           "meeting",            "会議|会議体|委員会名"                                                                       },
    {"review",           "held_on",            "開催年月日|日付|実施日"                                                                    },
    {"review",           "decisions",          "決定事項|指示事項|指示"                                                                    },
};
const size_t synonym_headers = COUNT(synonym_header);

const struct synonym_beside synonym_beside[] = {
    {"device",
     "リース期限|リース終了日|リース満了日|リース期間|リース契約期間|リース会社|"
     "リース番号|リース区分|リース/購入|"
     "保守契約|保守契約の有無|保守契約期限|保守契約期間|保守契約終了日|保守契約番号|"
     "保守業者|保守会社|保守ベンダー|保守ベンダ|保守先|保守連絡先|保守窓口|"
     "ベンダー|ベンダ|ベンダー名|ベンダ名|ベンダー連絡先|ベンダ連絡先|業者連絡先|連絡先|"
     "購入先|販売店|納入業者|導入業者|"
     "USB制限|USB使用制限|USBポート制限|USBメモリ制限|USB使用|USBメモリ使用|USBメモリ|"
     "外部媒体|外部媒体制限|"
     "台数|数量|用途|使用目的|利用目的|MACアドレス2|無線MACアドレス|MACアドレス（無線）|"
     "MACアドレス（Wi-Fi）|Wi-Fi MACアドレス|"
     "IPアドレス2|IPアドレス（無線）|更新予定|更新予定日|更新予定年度|廃棄日|廃棄予定日|"
     "医療機器承認番号|VLAN|接続形態|LAN種別|スタンドアロン|二要素認証|Office|Officeバージョン|"
     "管理部署|管理責任者|棟|階|階数|VPN|無線LAN|接続ネットワーク|ウイルス定義更新|Windows Update"},
};
const size_t synonym_besides = COUNT(synonym_beside);

const struct synonym_question synonym_question[] = {
    {"device", "external_link",
     "インターネット接続|インターネット接続の有無|インターネット接続有無|インターネット接続可否|"
     "インターネット接続の可否|"
     "インターネット|インターネットの利用|インターネット利用|インターネット閲覧|ネット接続|"
     "外部インターネット接続",                                                                       "インターネット", "なし"},
    {"device", "external_link",
     "外部接続|外部接続の有無|外部接続有無|外部との接続|外部ネットワーク接続", NULL,                    "なし"},
    {"device", "attachment",
     "院内ネットワーク|院内LAN接続|院内LAN|院内ネットワーク接続|LAN接続|LAN接続の有無|"
     "ネットワーク接続|ネットワーク接続の有無",                                              "接続",                NULL    },
};
const size_t synonym_questions = COUNT(synonym_question);

const char *const synonym_counter = "No|No.|番号|ID|項番|連番|通番|通し番号|行番号|行|#|№";

#define NETWORK(words, kind)                                             \
    {"device", "kind", words, "ネットワーク機器", "network_kind", kind}, \
    {                                                                    \
        "device", "network_kind", words, kind, NULL, NULL                \
    }

const struct synonym_value synonym_value[] = {
    {"device",        "kind",
     "端末|PC|パソコン|ノート|ノートPC|ノートパソコン|ノート型|ノート型PC|ラップトップ|"
     "デスクトップ|"
     "デスクトップPC|デスクトップパソコン|デスクトップ型|一体型PC|クライアント|クライアントPC|"
     "クライアント端末|業務端末|電子カルテ端末|事務PC|PC端末|ワークステーション|シンクライアント",
     "端末PC",                                                                                                                                                             NULL, NULL},
    {"device",        "kind",
     "サーバー|サーバ機|サーバー機|サーバPC|物理サーバ|物理サーバー|仮想サーバ|仮想サーバー|"
     "ファイルサーバ|ファイルサーバー|DBサーバ|DBサーバー",                                                          "サーバ",                      NULL, NULL},
    NETWORK("スイッチ|スイッチングハブ|ハブ|HUB|L2スイッチ|L3スイッチ|L2SW|L3SW|SW", "スイッチ"),
    NETWORK("ルータ|ルーター|ブロードバンドルータ|ブロードバンドルーター", "ルータ"),
    NETWORK("VPNルータ|VPNルーター|VPN装置|VPN機器", "VPNルータ"),
    NETWORK("モバイルルータ|モバイルルーター|LTEルータ|LTEルーター|SIMルータ|SIMルーター",
            "モバイルルータ"),
    NETWORK("ファイアウォール|ファイアーウォール|ファイヤーウォール|FW", "ファイアウォール"),
    NETWORK("UTM|UTM装置", "UTM"),
    NETWORK("無線AP|AP|アクセスポイント|無線アクセスポイント|無線LANアクセスポイント|無線LAN|"
            "Wi-Fi|WiFi",
            "無線AP"),
    NETWORK("ONU|モデム|メディアコンバータ|メディアコンバーター|ロードバランサ|負荷分散装置",
            "その他"),
    {"device",        "kind",          "NW機器|通信機器|ネットワーク|ネットワーク装置|LAN機器",                      "ネットワーク機器",
     NULL,                                                                                                                                                                         NULL},
    {"device",        "kind",          "NAS|ディスクアレイ|外部ストレージ|共有ストレージ|ストレージ装置",
     "ストレージ",                                                                                                                                                      NULL, NULL},
    {"device",        "kind",
     "テープ|テープ装置|テープドライブ|LTO|外部ディスク|外付けディスク|外付けHDD|"
     "外付けハードディスク|USB-HDD|USBディスク",                                                                             "テープ・外部ディスク", NULL, NULL},
    {"device",        "kind",
     "タブレット|タブレット端末|タブレットPC|iPad|スマートフォン|スマホ|iPhone|携帯|携帯電話|"
     "携帯端末|モバイル端末|ハンディ|ハンディターミナル|ハンディ端末|PDA|PHS",
     "タブレット・携帯端末",                                                                                                                                       NULL, NULL},
    {"device",        "kind",          "モニタ|ディスプレイ|大型モニター|表示装置|液晶モニター",                  "モニター",                   NULL,
     NULL                                                                                                                                                                              },
    {"device",        "kind",
     "モダリティ|検査装置|検査機器|撮影装置|撮影機器|画像診断装置|分析装置|医用機器|CT|MRI|"
     "X線装置|超音波装置|心電計|内視鏡|生体情報モニタ|生体情報モニター",
     "医療機器",                                                                                                                                                         NULL, NULL},
    {"device",        "kind",
     "プリンター|複合機|複写機|コピー機|MFP|ラベルプリンタ|ラベルプリンター|"
     "レーザープリンタ|レーザープリンター",                                                                               "プリンタ",                   NULL, NULL},
    {"device",        "kind",          "それ以外|上記以外|他",                                                                    "その他",                      NULL, NULL},

    {"device",        "status",        "使用中|使用|利用中|利用|運用中|運用|稼働中|稼動|稼動中|正常|現用|○",
     "稼働",                                                                                                                                                               NULL, NULL},
    {"device",        "status",
     "停止中|使用停止|利用停止|運用停止|未使用|不使用|休止|休止中|遊休|未稼働|×",                          "停止",                         NULL,
     NULL                                                                                                                                                                              },
    {"device",        "status",        "予備機|予備品|代替機|スペア|待機|待機中",                                         "予備",                         NULL, NULL},
    {"device",        "status",        "修理|故障|故障中|不具合|修理依頼中|修理に出している",                       "修理中",                      NULL,
     NULL                                                                                                                                                                              },
    {"device",        "status",        "保管中|倉庫|倉庫保管|在庫",                                                             "保管",                         NULL, NULL},
    {"device",        "status",        "証拠保全|保全中",                                                                           "証拠保全中",                NULL, NULL},
    {"device",        "status",
     "廃棄済|廃棄済み|処分|処分済|処分済み|除却|除却済|撤去|撤去済|撤去済み|返却|返却済|返却済み|"
     "リース返却",                                                                                                                    "廃棄",                         NULL, NULL},

    {"device",        "ip_assignment", "固定IP|固定アドレス|静的|手動|スタティック|static",                              "固定",                         NULL,
     NULL                                                                                                                                                                              },
    {"device",        "ip_assignment", "自動|自動取得|動的|DHCP自動|dynamic",                                                    "DHCP",                           NULL, NULL},
    {"device",        "attachment",    "有|あり|接続あり|接続している|○|可|はい",                                        "接続",                         NULL, NULL},
    {"device",        "external_link", "インターネット接続|インターネットあり|internet",                                 "インターネット",
     NULL,                                                                                                                                                                         NULL},
    {"device",        "external_link", "専用線|IP-VPN|閉域",                                                                          "閉域網",                      NULL, NULL},
    {"device",        "external_link", "接続なし|外部接続なし|×|✕|不可|しない|非接続|接続しない",                "なし",
     NULL,                                                                                                                                                                         NULL},
    {"device",        "patch_owner",   "病院|院内|自院|当院",                                                                      "医療機関",                   NULL, NULL},
    {"device",        "patch_owner",   "ベンダー|ベンダ|業者|メーカー|保守業者",                                          "事業者",                      NULL, NULL},

    {"cloud_service", "status",        "利用|使用中|稼働|稼働中|運用中|契約中",                                            "利用中",                      NULL, NULL},
    {"cloud_service", "status",        "試用中|トライアル",                                                                        "試用",                         NULL, NULL},
    {"cloud_service", "status",        "停止中|休止|休止中|利用停止",                                                          "停止",                         NULL, NULL},
    {"cloud_service", "status",        "解約済|解約済み|終了|利用終了",                                                       "解約",                         NULL, NULL},

    {"vendor",        "update_duty",   "事業者|ベンダー|業者",                                                                    "すべて事業者",             NULL, NULL},
    {"vendor",        "update_duty",   "一部",                                                                                           "一部事業者",                NULL, NULL},
    {"vendor",        "update_duty",   "病院|院内|自院",                                                                             "医療機関",                   NULL, NULL},
    {"vendor",        "update_duty",   "なし|記載なし|規定なし",                                                                 "定めなし",                   NULL, NULL},

    {"person",        "employment",    "正職員|正社員|常勤職員|フルタイム",                                                 "常勤",                         NULL, NULL},
    {"person",        "employment",    "非常勤職員|パート|アルバイト|嘱託",                                                 "非常勤",                      NULL, NULL},
    {"appointment",   "role",          "安全管理責任者|医療情報安全管理責任者|システム安全管理責任者",
     "医療情報システム安全管理責任者",                                                                                                                        NULL, NULL},
    {"appointment",   "role",          "システム管理者|システム担当|システム担当者|運用担当者",
     "システム運用担当者",                                                                                                                                          NULL, NULL},
    {"training",      "kind",          "研修|情報セキュリティ研修|セキュリティ教育",                                   "セキュリティ研修",       NULL,
     NULL                                                                                                                                                                              },

    {"inspection",    "kind",          "アクセス権|権限|利用権限|アクセス利用権限",                                     "アクセス権限",             NULL, NULL},
    {"inspection",    "kind",          "不要アカウント|退職者アカウント|アカウント管理",                             "アカウント",                NULL,
     NULL                                                                                                                                                                              },
    {"inspection",    "kind",          "ログ|アクセスログ管理",                                                                  "アクセスログ",             NULL, NULL},
    {"inspection",    "kind",          "パッチ|Windows Update|更新プログラム|セキュリティ更新",
     "セキュリティパッチ",                                                                                                                                          NULL, NULL},
    {"inspection",    "kind",          "不要サービス|バックグラウンドサービス",                                          "不要なサービス",          NULL, NULL},
    {"inspection",    "kind",          "USB|USBメモリ|外部媒体",                                                                    "外部記録媒体",             NULL, NULL},
    {"inspection",    "scope",         "サーバー",                                                                                     "サーバ",                      NULL, NULL},
    {"inspection",    "scope",         "端末|PC|パソコン|クライアント",                                                        "端末PC",                       NULL, NULL},
    {"inspection",    "scope",         "全体|すべて|共通",                                                                          "全般",                         NULL, NULL},
    {"inspection",    "result",        "良|合格|問題なし|異常なし|○|OK",                                                      "適",                            NULL, NULL},
    {"inspection",    "result",        "要対応|改善要|△",                                                                          "要改善",                      NULL, NULL},
    {"inspection",    "result",        "不合格|否|×|NG",                                                                              "不適",                         NULL, NULL},

    {"contact",       "category",      "内部|施設内|職員",                                                                          "院内",                         NULL, NULL},
    {"contact",       "category",      "行政|行政機関|官公庁|公的",                                                             "公的機関",                   NULL, NULL},
    {"contact",       "category",      "ベンダー|業者|保守業者|システム事業者",                                           "事業者",                      NULL, NULL},
    {"contact",       "category",      "近隣医療機関|連携施設|近隣病院",                                                     "近隣施設",                   NULL, NULL},

    {"backup",        "method",        "フルバックアップ|全体|完全",                                                           "フル",                         NULL, NULL},
    {"backup",        "method",        "差分バックアップ",                                                                         "差分",                         NULL, NULL},
    {"backup",        "method",        "増分バックアップ",                                                                         "増分",                         NULL, NULL},
    {"backup",        "method",        "レプリケーション|ミラーリング|複製",                                               "レプリカ",                   NULL, NULL},
    {"backup",        "medium",        "HDD|内蔵HDD|ハードディスク",                                                              "内蔵ディスク",             NULL, NULL},
    {"backup",        "medium",        "外付けHDD|USB-HDD|外付けハードディスク",                                              "外付けディスク",          NULL, NULL},
    {"backup",        "medium",        "USBメモリ",                                                                                     "USB",                            NULL, NULL},
    {"backup",        "medium",        "LTO|テープ装置",                                                                              "テープ",                      NULL, NULL},
    {"backup",        "place_kind",    "同一室|サーバ室|サーバー室|サーバ室内",                                           "同じ室",                      NULL, NULL},
    {"backup",        "place_kind",    "院内|別室|別棟",                                                                             "院内の別室",                NULL, NULL},
    {"backup",        "place_kind",    "外部|遠隔地|施設外",                                                                       "院外",                         NULL, NULL},
    {"drill",         "kind",          "机上",                                                                                           "机上確認",                   NULL, NULL},
    {"drill",         "kind",          "一部|部分復元",                                                                              "一部復元",                   NULL, NULL},
    {"drill",         "kind",          "全体|完全復元",                                                                              "全体復元",                   NULL, NULL},
    {"drill",         "outcome",       "○|良好|成功した|OK",                                                                       "成功",                         NULL, NULL},
    {"drill",         "outcome",       "△|一部成功",                                                                                 "一部",                         NULL, NULL},
    {"drill",         "outcome",       "×|失敗した|NG",                                                                               "失敗",                         NULL, NULL},
};
const size_t synonym_values = COUNT(synonym_value);
