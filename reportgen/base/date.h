/*
 * Date: days of the proleptic Gregorian calendar, no clock and no zone.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* Year 0 means "no date". */
struct date {
    int16_t year; /* 1..9999 */
    int8_t month;
    int8_t day;
};

/* True for a day of the years 1 to 9999. */
bool date_is_valid(struct date date);

/* 28 to 31; 0 when MONTH is none. */
int date_days_in_month(int year, int month);

/* Days since 1970-01-01, and back. */
int32_t date_to_days(struct date date);
struct date date_from_days(int32_t days);

/* <0, 0, >0 */
int date_compare(struct date a, struct date b);

/* The same day MONTHS later; a day past the month's end becomes its last
   day.  MONTHS and DAYS may be negative; the result stays in year 1 or later.
 */
struct date date_add_months(struct date date, int months);
struct date date_add_days(struct date date, int days);

/* Reads d/m/yyyy (also with "-" or "." between, as Vietnamese offices type)
   or ISO yyyy-mm-dd (a following T... or blank and time is refused).
   False for anything else, 31/02 included. */
bool date_parse(const char *text, struct date *date);

/* A day as office programs and clerks write it in a cell of data: as
   date_parse() reads it, and with a time of the day behind it, with blanks
   beside the separators, yyyy/mm/dd, "ngày 5 tháng 9 năm 2017", "12-Jun-2017"
   and "12-Thg6-2017".  A year of two digits, a month alone and a time that
   names its zone may be another day, and are refused. */
bool date_parse_written(const char *text, struct date *date);

/* d/m/yy, with a year of two digits, taken for one of this century. */
bool date_parse_short(const char *text, struct date *date);

/* m/d/yyyy or m/d/yy, as Excel writes it in America, of a day that can be read
   in no other way. */
bool date_is_month_first(const char *text);

/* "2017-12-14". TEXT has room for 11 bytes. */
void date_format_iso(struct date date, char text[11]);

/* "d/m/yyyy" as a Vietnamese report prints it: day below 10 and months 1 and
   2 with a leading zero (NĐ 30/2020, Annex I, part II, section I.4). TEXT has
   room for 11 bytes. */
void date_format_vi(struct date date, char text[11]);

#endif
