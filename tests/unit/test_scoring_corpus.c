/* Labelled folders, and work shared out among threads. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "corpus.h"
#include "parallel.h"

static char folder[64];
static const struct pseg_label_choice beside = {NULL, NULL};

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void make_folder(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0777), 0);
}

static int make(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/phoneseg-corpus-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_all(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void labels_are_found_beside_the_audio(void **state)
{
    (void)state;
    struct pseg_corpus c;
    struct pseg_error error;
    make_folder("b");
    make_folder("b/deep");
    write_file("top.wav", "");
    write_file("top.phn", "0 100 a\n100 200 b\n");
    write_file("b/SA1.WAV", "");
    write_file("b/SA1.PHN", "0 5 a\n");
    write_file("b/two.dots.flac", "");
    write_file("b/two.dots.Phn", "0 5 a\n");
    write_file("b/deep/x.ogg", "");
    write_file("b/deep/x.phn", "0 one a\n");
    write_file("b/unlabelled.wav", "");
    write_file("b/two.phn", "0 5 a\n"); /* labels without audio */
    assert_int_equal(pseg_corpus_open(&c, folder, &beside, &error), 0);
    const char *const names[] = {"b/SA1.WAV", "b/deep/x.ogg", "b/two.dots.flac", "top.wav"};
    const char *const speakers[] = {"b", "b/deep", "b", "."};
    assert_int_equal(c.n, 4);
    assert_int_equal(c.n_unlabelled, 1);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(c.recording[i].name, names[i]);
        assert_string_equal(c.recording[i].speaker, speakers[i]);
        assert_true(!c.recording[i].problem == (i != 1));
    }
    assert_non_null(strstr(c.recording[1].problem, "b/deep/x.phn, line 1: "));
    assert_int_equal(c.recording[3].ref.n, 1);
    pseg_corpus_free(&c);
}

/* A transcript, metadata; and labels as people and other programs print them. */
static void files_about_something_else_are_no_labels(void **state)
{
    static const struct {
        const char *name, *text;
        int found;
    } files[] = {
        {"0.lab", "hello world\n", 0},
        {"1.lab", "0 5000000 a\n", 1},
        {"2.json", "{\"speaker\": \"ann\", \"labels\": [\"noisy\"]}", 0},
        {"3.JSON", "{\n  \"labels\": [\n    {\"time\": 0.5}\n  ]\n}", 1},
        {"4.jsonl", "{\"text\": \"hello\"}", 0},
        {"5.jsonl", "{ \"start\": 0, \"end\": 0.5 }", 1},
        {"6.csv", "speaker,age\nann,5\n", 0},
        {"7.csv", "time\n0.5\n", 1},
        {"8.txt", "0.5\t0.5\n", 0},
        {"9.textgrid", "no TextGrid, which is told", 1},
        {"a.Ctm", "", 1},
    };
    struct pseg_corpus c;
    struct pseg_error error;
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        const char audio[] = {files[i].name[0], '.', 'w', 'a', 'v', '\0'};
        write_file(audio, "");
        write_file(files[i].name, files[i].text);
        found += (size_t)files[i].found;
    }
    assert_int_equal(pseg_corpus_open(&c, folder, &beside, &error), 0);
    assert_int_equal(c.n, found);
    for (size_t i = 0, k = 0; i < COUNT(files); i++)
        if (files[i].found)
            assert_string_equal(strrchr(c.recording[k++].labels, '/') + 1, files[i].name);
    pseg_corpus_free(&c);
}

static void text_files_are_labels_in_a_folder_of_labels(void **state)
{
    static const struct {
        const char *name, *text, *found;
    } files[] = {
        {"1", "0.000000\t0.500000\ta\n0.500000\t1.000000\tb\n", "1.txt"},
        {"2", "0.5\t0.25\n", "2.lab"}, /* that goes first */
        {"3", "# 3.wav\n0.5\n", "3.txt"},
        {"4", "She had your dark suit\n", NULL},
    };
    struct pseg_corpus c;
    struct pseg_error error;
    char labels[128], name[32];
    (void)state;
    snprintf(labels, sizeof labels, "%s/aligned", folder);
    const struct pseg_label_choice choice = {labels, NULL};
    make_folder("aligned");
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(name, sizeof name, "%s.wav", files[i].name);
        write_file(name, "");
        snprintf(name, sizeof name, "aligned/%s.txt", files[i].name);
        write_file(name, files[i].text);
    }
    write_file("aligned/2.lab", "0 5 a\n5 10 b\n");
    assert_int_equal(pseg_corpus_open(&c, folder, &choice, &error), 0);
    assert_int_equal(c.n, 3);
    for (size_t i = 0; i < c.n; i++) {
        assert_string_equal(strrchr(c.recording[i].labels, '/') + 1, files[i].found);
        assert_null(c.recording[i].problem);
        assert_int_equal(c.recording[i].ref.n, 1);
    }
    pseg_corpus_free(&c);
}

static void one_utterance_in_two_formats_counts_once(void **state)
{
    (void)state;
    struct pseg_corpus c;
    struct pseg_error error;
    write_file("a.flac", "");
    write_file("a.second.flac", "");
    write_file("a.wav", "");
    write_file("a.phn", "0 5 a\n");
    write_file("a.second.phn", "0 5 a\n");
    assert_int_equal(pseg_corpus_open(&c, folder, &beside, &error), 0);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.n_unlabelled, 0);
    assert_string_equal(c.recording[0].name, "a.flac");
    assert_string_equal(c.recording[1].name, "a.second.flac");
    pseg_corpus_free(&c);
}

static void one_recording_is_a_corpus_whatever_its_name(void **state)
{
    (void)state;
    struct pseg_corpus c;
    struct pseg_error error;
    char path[128];
    make_folder("v1.0");
    write_file("v1.0/speech", "");
    write_file("v1.0/speech.phn", "0 5 a\n");
    snprintf(path, sizeof path, "%s/v1.0/speech", folder);
    assert_int_equal(pseg_corpus_open(&c, path, &beside, &error), 0);
    assert_int_equal(c.n, 1);
    assert_string_equal(c.recording[0].name, "speech");
    assert_string_equal(c.recording[0].speaker, ".");
    pseg_corpus_free(&c);
}

static void no_audio_is_an_error(void **state)
{
    (void)state;
    struct pseg_corpus c;
    struct pseg_error error;
    write_file("a.phn", "0 5 a\n");
    assert_int_equal(pseg_corpus_open(&c, folder, &beside, &error), -1);
    assert_non_null(strstr(error.text, folder));
    assert_int_equal(c.n, 0);
    pseg_corpus_free(&c);
}

enum { ITEMS = 1000 };

struct tally {
    atomic_int done[ITEMS];
    size_t stop_at;
};

static int count_item(void *user, size_t i)
{
    struct tally *t = user;
    atomic_fetch_add(&t->done[i], 1);
    return i == t->stop_at ? 7 : 0;
}

static void every_item_is_done_once_by_any_number_of_threads(void **state)
{
    (void)state;
    const int threads[] = {0, 1, 2, 16, 255, 5000};
    for (size_t k = 0; k < COUNT(threads); k++) {
        struct tally t = {.stop_at = ITEMS};
        assert_int_equal(pseg_parallel(ITEMS, threads[k], count_item, &t), 0);
        for (int i = 0; i < ITEMS; i++)
            assert_int_equal(atomic_load(&t.done[i]), 1);
    }
    assert_int_equal(pseg_parallel(0, 4, count_item, NULL), 0);
    assert_true(pseg_processors() >= 1);
}

static void a_failure_stops_the_rest(void **state)
{
    (void)state;
    struct tally t = {.stop_at = 10};
    assert_int_equal(pseg_parallel(ITEMS, 1, count_item, &t), 7);
    assert_int_equal(atomic_load(&t.done[10]), 1);
    assert_int_equal(atomic_load(&t.done[11]), 0);
    struct tally u = {.stop_at = 10};
    assert_int_equal(pseg_parallel(ITEMS, 4, count_item, &u), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(labels_are_found_beside_the_audio, make, remove_all),
        cmocka_unit_test_setup_teardown(files_about_something_else_are_no_labels, make, remove_all),
        cmocka_unit_test_setup_teardown(text_files_are_labels_in_a_folder_of_labels, make,
                                        remove_all),
        cmocka_unit_test_setup_teardown(one_utterance_in_two_formats_counts_once, make, remove_all),
        cmocka_unit_test_setup_teardown(one_recording_is_a_corpus_whatever_its_name, make,
                                        remove_all),
        cmocka_unit_test_setup_teardown(no_audio_is_an_error, make, remove_all),
        cmocka_unit_test(every_item_is_done_once_by_any_number_of_threads),
        cmocka_unit_test(a_failure_stops_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
