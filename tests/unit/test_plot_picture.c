/* The picture of a recording: its size, its boundaries, and what is left after an error. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "plot.h"
#include "synth.h"
#include "toy.h"

enum { RATE = 16000, LENGTH = 24000 };

/* Colours of strokes as cairo writes them. */
static const char vermillion[] = "stroke:rgb(83.5%,36.9%,0%)";
static const char green[] = "stroke:rgb(0%,62%,45.1%)";
static const char blue[] = "stroke:rgb(0%,44.7%,69.8%)";

static char folder[] = "/tmp/phoneseg-plot-XXXXXX";

static const char *in_folder(const char *name)
{
    static char paths[4][256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void put(FILE *f, unsigned value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        fputc(value >> 8 * i & 255, f);
}

static void write_wav(const char *path, size_t n)
{
    static float audio[LENGTH];
    assert_true(n <= LENGTH);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    synth_speech(audio, n, 5);
    fputs("RIFF", f);
    put(f, 36 + 2 * (unsigned)n, 4);
    fputs("WAVEfmt ", f);
    put(f, 16, 4);
    put(f, 1 | 1 << 16, 4); /* PCM, one channel */
    put(f, RATE, 4);
    put(f, 2 * RATE, 4);
    put(f, 2 | 16 << 16, 4); /* bytes and bits of a sample */
    fputs("data", f);
    put(f, 2 * (unsigned)n, 4);
    for (size_t i = 0; i < n; i++)
        put(f, (unsigned)lrintf(32767 * audio[i]) & 0xffff, 2);
    assert_int_equal(fclose(f), 0);
}

static void write_labels(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 10; i++)
        fprintf(f, "%d %d s%d\n", i * LENGTH / 10, (i + 1) * LENGTH / 10, i);
    assert_int_equal(fclose(f), 0);
}

static struct pseg_plot plot_of(const char *input, const char *output)
{
    return (struct pseg_plot){.input = input,
                              .output = output,
                              .model_name = "toy",
                              .end = INFINITY,
                              .width = 1400,
                              .height = 800};
}

/* With the toy model of that index; returns what pseg_plot does. */
static int draw(const struct pseg_plot *plot, int index, struct pseg_error *error)
{
    struct toy_model toy;
    const struct pseg_config c = toy_config_of(index);
    toy_model_make(&toy, &c, 1);
    const int result = pseg_plot(plot, &toy.model, error);
    toy_model_free(&toy);
    return result;
}

static void draw_well(const struct pseg_plot *plot, int index)
{
    struct pseg_error error = {""};
    if (draw(plot, index, &error))
        fail_msg("%s", error.text);
}

/* How often the text is in the file. */
static size_t count(const char *path, const char *text)
{
    static char content[1 << 22];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    const size_t size = fread(content, 1, sizeof content - 1, f);
    fclose(f);
    content[size] = 0;
    size_t n = 0;
    for (const char *at = content; (at = strstr(at, text)); at++)
        n++;
    return n;
}

static int add_time(void *times, const struct pseg_event *event)
{
    return pseg_times_add(times, (double)event->at / RATE);
}

/* The events that the toy model of that index finds. */
static void find_events(struct pseg_times *times, const char *input, int index)
{
    struct pseg_error error;
    struct toy_model toy;
    uint64_t total;
    const struct pseg_config c = toy_config_of(index);
    *times = (struct pseg_times){0};
    toy_model_make(&toy, &c, 1);
    struct pseg_audio *a = pseg_audio_open(input, RATE, &error);
    struct pseg *d = pseg_create(&toy.model, &error);
    assert_true(a && d);
    assert_int_equal(pseg_run(d, a, add_time, times, &total, &error), 0);
    pseg_destroy(d);
    pseg_audio_close(a);
    toy_model_free(&toy);
}

static void a_png_has_the_size_asked_for(void **state)
{
    static const int sizes[][2] = {{1400, 800}, {640, 400}, {1001, 777}};
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct pseg_plot plot = plot_of(in_folder("a.wav"), in_folder("a.png"));
        unsigned char head[24] = {0};
        plot.width = sizes[i][0];
        plot.height = sizes[i][1];
        draw_well(&plot, 0);
        FILE *f = fopen(plot.output, "rb");
        assert_non_null(f);
        assert_int_equal(fread(head, 1, sizeof head, f), sizeof head);
        fclose(f);
        assert_memory_equal(head, "\x89PNG\r\n\x1a\n", 8);
        assert_int_equal(head[18] << 8 | head[19], plot.width);
        assert_int_equal(head[22] << 8 | head[23], plot.height);
    }
}

static void an_svg_has_a_line_for_each_boundary(void **state)
{
    (void)state;
    for (int index = 0; index < TOY_N_MODELS; index++) {
        struct pseg_times events;
        struct pseg_plot plot = plot_of(in_folder("a.wav"), in_folder("a.svg"));
        find_events(&events, plot.input, index);
        draw_well(&plot, index);
        assert_true(events.n > 0);
        assert_int_equal(count(plot.output, vermillion), events.n + 1); /* one in the legend */
        assert_int_equal(count(plot.output, "</svg>"), 1);
        pseg_times_free(&events);
    }
}

static void hits_misses_and_false_alarms_have_a_colour_each(void **state)
{
    (void)state;
    struct pseg_error error;
    struct pseg_counts counts = {0};
    struct pseg_times events, reference;
    struct pseg_plot plot = plot_of(in_folder("a.wav"), in_folder("a.svg"));
    plot.labels = in_folder("a.phn");
    assert_int_equal(pseg_read_boundaries(&reference, plot.labels, NULL, &error), 0);
    find_events(&events, plot.input, 1);
    pseg_count(&counts, &reference, &events, 0.02);
    draw_well(&plot, 1);
    assert_true(counts.hits > 0 && counts.hits < counts.n_ref);
    assert_int_equal(count(plot.output, green), counts.hits + 1);
    assert_int_equal(count(plot.output, blue), counts.n_ref - counts.hits + 1);
    assert_int_equal(count(plot.output, vermillion), counts.n_hyp - counts.hits + 1);
    pseg_times_free(&events);
    pseg_times_free(&reference);
}

static void a_part_shows_the_boundaries_of_that_part(void **state)
{
    (void)state;
    struct pseg_times events;
    size_t within = 0;
    struct pseg_plot plot = plot_of(in_folder("a.wav"), in_folder("a.svg"));
    plot.start = 0.4;
    plot.end = 0.9;
    find_events(&events, plot.input, 0);
    for (size_t i = 0; i < events.n; i++)
        within += events.at[i] >= plot.start && events.at[i] <= plot.end;
    draw_well(&plot, 0);
    assert_true(within > 0 && within < events.n);
    assert_int_equal(count(plot.output, vermillion), within + 1);
    pseg_times_free(&events);
}

static void recordings_of_any_length_are_drawn(void **state)
{
    static const size_t lengths[] = {1, 2, 399, 400, 401, 560, 1600, LENGTH};
    (void)state;
    for (size_t i = 0; i < COUNT(lengths); i++)
        for (int index = 0; index < TOY_N_SCORES; index++) {
            const struct pseg_plot plot = plot_of(in_folder("n.wav"), in_folder("n.png"));
            write_wav(plot.input, lengths[i]);
            draw_well(&plot, index);
        }
    unlink(in_folder("n.wav"));
    unlink(in_folder("n.png"));
}

static void names_that_are_no_text_are_drawn(void **state)
{
    static const char *const names[] = {
        "\xff\xfe.wav", "\xed\xa0\x80.wav", "a\xc3.wav", "\x01<&>.wav",
        "ein sehr langer Name, der gekürzt werden muss, weil er neben "
        "der Legende und auch sonst keinen Platz hätte, öfters öde.wav"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct pseg_plot plot = plot_of(in_folder(names[i]), in_folder("odd.svg"));
        plot.width = 640;
        write_wav(plot.input, 4000);
        draw_well(&plot, 0);
        unlink(plot.input);
        unlink(plot.output);
    }
}

/* Files in the folder whose names start so */
static int count_files(const char *start)
{
    int n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        n += strncmp(entry->d_name, start, strlen(start)) == 0;
    closedir(dir);
    return n;
}

static void check_failure(const struct pseg_plot *plot, const char *sentence)
{
    struct pseg_error error = {""};
    assert_int_equal(draw(plot, 0, &error), -1);
    if (!strstr(error.text, sentence))
        fail_msg("'%s' does not say '%s'", error.text, sentence);
    assert_int_equal(count_files("x"), 0);
}

static void a_failure_says_why_and_leaves_no_file(void **state)
{
    (void)state;
    const struct pseg_plot good = plot_of(in_folder("a.wav"), in_folder("x.svg"));
    struct pseg_plot plot = good;
    plot.input = "/nowhere/a.wav";
    check_failure(&plot, "/nowhere/a.wav");
    plot = good;
    plot.input = in_folder("a.phn");
    check_failure(&plot, "is no audio file");
    plot = good;
    plot.labels = in_folder("a.wav");
    check_failure(&plot, "no label format");
    plot = good;
    plot.start = 1.5;
    check_failure(&plot, "ends at 1.500 s");
    plot = good;
    plot.output = in_folder("x.gif");
    check_failure(&plot, ".png, .svg or .pdf");
}

static int stop_late(void *user, double share)
{
    *(double *)user = share;
    return share >= 0.5;
}

static void a_stop_half_way_leaves_no_file(void **state)
{
    (void)state;
    double share = 0;
    struct pseg_plot plot = plot_of(in_folder("a.wav"), in_folder("x.png"));
    plot.on_read = stop_late;
    plot.user = &share;
    check_failure(&plot, "stopped");
    assert_true(share >= 0.5 && share < 0.6);
}

static void a_picture_that_was_there_outlives_a_failure(void **state)
{
    (void)state;
    struct pseg_error error;
    struct pseg_plot plot = plot_of(in_folder("a.wav"), in_folder("old.svg"));
    draw_well(&plot, 0);
    const size_t lines = count(plot.output, vermillion);
    plot.start = 99;
    assert_int_equal(draw(&plot, 0, &error), -1);
    assert_int_equal(count(plot.output, vermillion), lines);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    write_wav(in_folder("a.wav"), LENGTH);
    write_labels(in_folder("a.phn"));
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"a.wav", "a.phn", "a.png", "a.svg", "old.svg"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        unlink(in_folder(names[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_has_the_size_asked_for),
        cmocka_unit_test(an_svg_has_a_line_for_each_boundary),
        cmocka_unit_test(hits_misses_and_false_alarms_have_a_colour_each),
        cmocka_unit_test(a_part_shows_the_boundaries_of_that_part),
        cmocka_unit_test(recordings_of_any_length_are_drawn),
        cmocka_unit_test(names_that_are_no_text_are_drawn),
        cmocka_unit_test(a_failure_says_why_and_leaves_no_file),
        cmocka_unit_test(a_stop_half_way_leaves_no_file),
        cmocka_unit_test(a_picture_that_was_there_outlives_a_failure),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
