/* OpenBLAS is loaded when asked for, once and without threads; where it is missing one is told. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "blas.h"
#include "check.h"
#include "openblas.h"
#include "parallel.h"

static void a_missing_library_is_told(void **state)
{
    (void)state;
    struct pseg_error error;
    assert_null(pseg_openblas("libnobody-has.so.0", "cblas_sgemm", &error));
    assert_non_null(
        strstr(error.text, "needs OpenBLAS (Debian: libopenblas0): libnobody-has.so.0"));
}

static void a_library_without_products_is_told(void **state)
{
    (void)state;
    struct pseg_error error;
    assert_null(pseg_openblas("libm.so.6", "cblas_sgemm", &error));
    assert_non_null(strstr(error.text, "libm.so.6 has no "));
    assert_null(pseg_openblas(PSEG_OPENBLAS, "cblas_of_another_day", &error));
    assert_non_null(strstr(error.text, PSEG_OPENBLAS " has no cblas_of_another_day"));
}

/* 1 + (1 2) . (3 4)^T = 12 */
static real twelve(void)
{
    const real x[] = {1, 2}, w[] = {3, 4};
    real y = 1;
    pseg_product_nn(&y, 1, x, 2, w, 1, 1, 2, 1);
    return y;
}

static void a_product_before_opening_aborts(void **state)
{
    (void)state;
    int status;
    const pid_t child = fork();
    if (!child) {
        close(STDERR_FILENO);
        twelve();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static int threads(void)
{
    int n = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    while (readdir(tasks))
        n++;
    closedir(tasks);
    return n - 2; /* . and .. */
}

static void it_starts_no_threads(void **state)
{
    (void)state;
    struct pseg_error error;
    const int before = threads();
    unsetenv("OPENBLAS_NUM_THREADS");
    assert_int_equal(pseg_blas_open(&error), 0);
    assert_int_equal(threads(), before);
}

static int open_and_multiply(void *user, size_t i)
{
    struct pseg_error error;
    (void)user;
    (void)i;
    return pseg_blas_open(&error) || twelve() != 12;
}

static void whoever_has_opened_it_may_multiply(void **state)
{
    (void)state;
    assert_int_equal(pseg_parallel(64, 8, open_and_multiply, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First what goes wrong: what has been opened stays so. */
        cmocka_unit_test(a_product_before_opening_aborts),
        cmocka_unit_test(a_missing_library_is_told),
        cmocka_unit_test(it_starts_no_threads),
        cmocka_unit_test(a_library_without_products_is_told),
        cmocka_unit_test(whoever_has_opened_it_may_multiply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
