#include "readiness/found.h"

#include "readiness/manifest.h"

static const struct {
    const char *code, *word;
} table[FOUND_WHATS] = {
    [FOUND_CHANGED] = {"changed",    "中身が変わっています"                                             },
    [FOUND_TRUNCATED] = {"truncated",  "途中で切れています"                                                },
    [FOUND_APPENDED] = {"appended",   "後ろに書き足されています"                                       },
    [FOUND_ADDED] = {"added",      "増えています"                                                         },
    [FOUND_MISSING] = {"missing",    "なくなっています"                                                   },
    [FOUND_RENAMED] = {"renamed",    "名前が変わっています"                                             },
    [FOUND_RETYPED] = {"retyped",    "種類が変わっています"                                             },
    [FOUND_METADATA] = {"metadata",   "更新日時か権限だけが変わっています"                        },
    [FOUND_SUSPECT] = {"suspect",    "暗号化された疑いがあります"                                    },
    [FOUND_UNREADABLE] = {"unreadable", "読めません"                                                            },
    [FOUND_VANISHED] = {"vanished",   "調べているあいだに消えました"                                 },
    [FOUND_MOVING] = {"moving",     "読んでいるあいだに書き換えられました"                     },
    [FOUND_UNSEEN] = {"unseen",     "フォルダを読めないため、中を確かめられません"         },
    [FOUND_DEEP] = {"deep",       "フォルダが深すぎて、中を確かめられません"               },
    [FOUND_LOOP] = {"loop",       "自分自身を含むフォルダです"                                    },
    [FOUND_UNRECORDED] = {"unrecorded", "記録したときに読めなかったため、比べられません"      },
    [FOUND_SPECIAL] = {"special",    "装置や通信口などで、中身を調べるものではありません"},
    [FOUND_GONE] = {"gone",       "写しそのものが途中で外されました"                           },
    [FOUND_CAME] = {"came",       "目録のあとにできた新しい世代です"                           },
    [FOUND_WENT] = {"went",       "世代の入れ替えで、順番どおりに消えた古い世代です"   },
};

const char *found_code(enum found_what what)
{
    return table[what].code;
}

const char *found_word(enum found_what what)
{
    return table[what].word;
}

bool found_is_difference(enum found_what what)
{
    return what <= FOUND_SUSPECT;
}

bool found_is_unjudged(enum found_what what)
{
    return what > FOUND_SUSPECT && what != FOUND_SPECIAL && what < FOUND_CAME;
}

enum status found_tell(struct found_watch *watch, struct found *f, const char *path,
                       size_t path_len, struct err *err)
{
    CLEANUP(buf_close) struct buf shown = BUF_INIT(4 * ENTRY_PATH_MAX + 1);

    watch->totals.found[f->what]++;
    if (watch->hear == NULL) {
        return OK;
    }
    manifest_escape(&shown, path, path_len);
    if (buf_status(&shown, err) != OK) {
        return err->status;
    }
    f->path = buf_text(&shown);
    return watch->hear(watch->self, f, err);
}
