/* errno of the C library's mathematics, instead of newlib's own, which brings along a kilobyte of
 * what threads would need. */
int *__errno(void);

int *__errno(void)
{
    static int number;
    return &number;
}
