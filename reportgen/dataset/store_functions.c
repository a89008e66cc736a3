#include "base/qualified.h"
#include "base/unicode.h"
#include "dataset/store_inside.h"
#include "schema/sql_words.h"

#include <string.h>

static int compare_vi(void *context, int a_size, const void *a, int b_size,
                      const void *b)
{
    const struct store *store = context;
    return store_order_compare(store->order, a, (size_t)a_size, b,
                               (size_t)b_size);
}

/* Gives NULL for a value that is no date, as SQL functions do. */
static void give_date_part(sqlite3_context *context, sqlite3_value *value,
                           enum sql_date_part part)
{
    struct date date;
    const char *text = (const char *)sqlite3_value_text(value);
    if (text && date_parse(text, &date))
        sqlite3_result_int64(context, sql_date_part(date, part));
}

#define DATE_FUNCTION(name, part)                                              \
    static void name(sqlite3_context *context, int n, sqlite3_value **values)  \
    {                                                                          \
        (void)n;                                                               \
        give_date_part(context, values[0], part);                              \
    }
DATE_FUNCTION(sql_year, PART_YEAR)
DATE_FUNCTION(sql_quarter, PART_QUARTER)
DATE_FUNCTION(sql_month, PART_MONTH)
DATE_FUNCTION(sql_day, PART_DAY)
DATE_FUNCTION(sql_days, PART_DAYS)
#undef DATE_FUNCTION

typedef const char *change_text(struct arena *arena, const char *text);

/* Gives the text as CHANGE changes it; NULL stays NULL. */
static void give_changed(sqlite3_context *context, sqlite3_value *value,
                         change_text *change)
{
    struct store *store = sqlite3_user_data(context);
    const char *text = (const char *)sqlite3_value_text(value);
    if (!text)
        return;
    sqlite3_result_text(context, change(store->scratch, text), -1,
                        SQLITE_TRANSIENT);
    arena_reset(store->scratch);
}

#define TEXT_FUNCTION(name, change)                                            \
    static void name(sqlite3_context *context, int n, sqlite3_value **values)  \
    {                                                                          \
        (void)n;                                                               \
        give_changed(context, values[0], change);                              \
    }
TEXT_FUNCTION(sql_fold, unicode_fold)
TEXT_FUNCTION(sql_lower, unicode_lower)
TEXT_FUNCTION(sql_shown, qualified_shown)
TEXT_FUNCTION(sql_upper, unicode_upper)
#undef TEXT_FUNCTION

void store_functions_register(struct store *store)
{
    static const struct {
        const char *name;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"year", sql_year},   {"quarter", sql_quarter}, {"month", sql_month},
        {"day", sql_day},     {"days", sql_days},       {"fold", sql_fold},
        {"lower", sql_lower}, {"upper", sql_upper},     {"shown", sql_shown},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        sqlite3_create_function_v2(
            store->db, functions[i].name, 1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, store,
            functions[i].function, NULL, NULL, NULL);
    sqlite3_create_collation_v2(store->db, "vi", SQLITE_UTF8, store, compare_vi,
                                NULL);
}
