/* The events against the picker run over the scores that an observer saw. */
#include "check.h"
#include "picker.h"
#include "score.h"
#include "seen.h"

/* curve[frames]: the seen scores, and at the end of a transition those that only the flush knows */
static void score_curve(float *curve, const struct run *r)
{
    float history[5 * SEEN_MAX_D + 4];
    struct pseg_transition tr = {.half = r->config.slope, .d = pseg_n_features(&r->config)};
    int known = 0;
    tr.history = history;
    assert_true((2 * tr.half + 1) * tr.d <= (int)COUNT(history));
    for (int t = 0; t < r->seen.frames; t++)
        if (r->seen.frame[t].scored)
            curve[known++] = r->seen.frame[t].score;
    for (int t = 0; t < r->seen.frames; t++)
        pseg_transition_push(&curve[SEEN_MAX_FRAMES], &tr, r->seen.features[t]);
    while (known < r->seen.frames)
        assert_true(pseg_transition_repeat(&curve[known++], &tr));
}

static void check_event(const struct run *r, size_t *n, int frame, const struct pseg_maximum *peak)
{
    const int shift = r->config.refine ? pseg_shift_samples(peak->shift, r->config.hop) : 0;
    const int64_t at = (int64_t)frame * r->config.hop + r->config.offset + shift;
    if (at <= 0)
        return; /* before the audio: no boundary */
    assert_true(*n < r->stream.n);
    assert_int_equal(r->stream.events[*n].at, at);
    assert_true(r->stream.events[(*n)++].score == peak->score);
}

static void check_events(const struct run *r)
{
    float curve[SEEN_MAX_FRAMES + 1];
    struct pseg_maximum peak;
    struct pseg_picker picker;
    size_t n = 0;
    score_curve(curve, r);
    pseg_picker_init(&picker, r->config.threshold, r->config.min_gap);
    for (int t = 0; t < r->seen.frames; t++)
        if (pseg_picker_push(&peak, &picker, curve[t]))
            check_event(r, &n, t - 1, &peak);
    if (pseg_picker_end(&peak, &picker))
        check_event(r, &n, r->seen.frames - 1, &peak);
    assert_int_equal(n, r->stream.n);
    assert_true(n > 5);
}

static void events_are_the_peaks_of_the_seen_scores(void **state)
{
    (void)state;
    run_all(check_events);
}

static void check_order(const struct run *r)
{
    const struct pseg_event *e = r->stream.events;
    const struct pseg_config *c = &r->config;
    const int frames = c->min_gap > 2 ? c->min_gap : 2; /* no peaks are side by side */
    const int gap = frames * c->hop - (c->refine ? c->hop - 1 : 0);
    for (size_t i = 0; i < r->stream.n; i++) {
        assert_true(e[i].at > 0 && e[i].at < SEEN_LENGTH && e[i].decided <= SEEN_LENGTH);
        assert_true(e[i].score > r->config.threshold);
        if (i > 0) {
            assert_true(e[i].at >= e[i - 1].at + (uint64_t)gap);
            assert_true(e[i].decided >= e[i - 1].decided);
        }
    }
}

static void events_ascend_inside_the_audio_with_the_least_gap(void **state)
{
    (void)state;
    run_all(check_order);
}

static void observing_changes_nothing(void **state)
{
    (void)state;
    for (int m = 0; m < TOY_N_MODELS; m++) {
        struct run *r = run_model(m);
        struct stream unseen;
        const int frames = r->seen.frames;
        stream_make(&unseen, SEEN_LENGTH);
        pseg_observe(r->d, NULL, NULL);
        pseg_reset(r->d);
        stream_whole(&unseen, r->d, r->audio, SEEN_LENGTH);
        stream_check_same(&r->stream, &unseen, "without an observer");
        assert_int_equal(r->seen.frames, frames);
        stream_free(&unseen);
        run_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_the_peaks_of_the_seen_scores),
        cmocka_unit_test(events_ascend_inside_the_audio_with_the_least_gap),
        cmocka_unit_test(observing_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
