/* placeholder */
typedef int nothing_yet;
