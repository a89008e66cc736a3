#include "base/digits.h"

#include <string.h>

/* The digits of 00 to 99: two digits per division. */
static const char pairs[] =
    "00010203040506070809101112131415161718192021222324"
    "25262728293031323334353637383940414243444546474849"
    "50515253545556575859606162636465666768697071727374"
    "75767778798081828384858687888990919293949596979899";

char *digits_put(char *p, int64_t number)
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (number < 0)
        *p++ = '-';
    char *end = p + 1;
    for (uint64_t limit = 10; rest >= limit && end - p < 19; limit *= 10)
        end++;
    char *digit = end;
    for (; rest >= 10; rest /= 100)
        memcpy(digit -= 2, pairs + rest % 100 * 2, 2);
    if (digit > p)
        *p = (char)('0' + rest);
    return end;
}
