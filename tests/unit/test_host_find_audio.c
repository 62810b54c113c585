/* Finding audio files in folders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "find_audio.h"
#include "folders.h"

static char top[64];

static void touch(const char *relative)
{
    char path[256];
    struct pseg_error error;
    snprintf(path, sizeof path, "%s/%s", top, relative);
    assert_int_equal(pseg_make_folders(path, &error), 0);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fclose(f);
}

static void link_to(const char *target, const char *relative)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", top, relative);
    assert_int_equal(symlink(target, path), 0);
}

static int make_tree(void **state)
{
    (void)state;
    strcpy(top, "/tmp/phoneseg-find-XXXXXX");
    if (!mkdtemp(top))
        return -1;
    touch("z.wav");
    touch("b/2.FLAC");
    touch("b/10.Ogg");
    touch("b/deep/er/SA1.WAV");
    touch("a.sph");
    touch("a.txt");
    touch("wav");
    touch(".hidden.wav");
    touch(".hidden/x.wav");
    touch("empty/notes.txt");
    link_to("..", "b/loop");
    link_to("loop2", "b/loop2");
    link_to("nowhere", "broken.wav");
    return 0;
}

static int remove_tree(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", top);
    return system(command);
}

static void everything_that_sounds_is_found_once_in_order(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "a.sph", "b/10.Ogg", "b/2.FLAC", "b/deep/er/SA1.WAV", "broken.wav", "z.wav",
    };
    struct pseg_files files = {0};
    struct pseg_error error;
    assert_int_equal(pseg_find_audio(&files, top, &error), 0);
    assert_int_equal(files.n, COUNT(expected));
    for (size_t i = 0; i < files.n; i++) {
        assert_string_equal(files.file[i].path + files.file[i].relative, expected[i]);
        assert_memory_equal(files.file[i].path, top, strlen(top));
    }
    pseg_files_free(&files);
}

static void a_slash_at_the_end_changes_no_path(void **state)
{
    (void)state;
    char slashed[80];
    struct pseg_files a = {0}, b = {0};
    struct pseg_error error;
    snprintf(slashed, sizeof slashed, "%s/", top);
    assert_int_equal(pseg_find_audio(&a, top, &error), 0);
    assert_int_equal(pseg_find_audio(&b, slashed, &error), 0);
    assert_int_equal(a.n, b.n);
    for (size_t i = 0; i < a.n; i++) {
        assert_string_equal(a.file[i].path, b.file[i].path);
        assert_int_equal(a.file[i].relative, b.file[i].relative);
    }
    pseg_files_free(&a);
    pseg_files_free(&b);
}

static void a_folder_without_audio_is_told(void **state)
{
    (void)state;
    char path[80];
    struct pseg_files files = {0};
    struct pseg_error error;
    snprintf(path, sizeof path, "%s/empty", top);
    assert_int_equal(pseg_find_audio(&files, path, &error), -1);
    assert_int_equal(files.n, 0);
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, "no audio file"));
}

/* Also one that is not there or has another name: opening it will tell. */
static void a_file_is_taken_as_it_is_named(void **state)
{
    (void)state;
    struct pseg_files files = {0};
    struct pseg_error error;
    assert_int_equal(pseg_find_audio(&files, "some/where/x.raw", &error), 0);
    assert_int_equal(pseg_find_audio(&files, "y.wav", &error), 0);
    assert_int_equal(files.n, 2);
    assert_string_equal(files.file[0].path + files.file[0].relative, "x.raw");
    assert_string_equal(files.file[1].path + files.file[1].relative, "y.wav");
    pseg_files_free(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_that_sounds_is_found_once_in_order),
        cmocka_unit_test(a_slash_at_the_end_changes_no_path),
        cmocka_unit_test(a_folder_without_audio_is_told),
        cmocka_unit_test(a_file_is_taken_as_it_is_named),
    };
    return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
