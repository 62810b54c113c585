#include <errno.h>
#include <string.h>

#include "segment.h"

static void check_shared(struct segment_tally *tally, struct segment_job *job)
{
    errno = 0;
    if (!job->shared || tally->broken || (!fflush(job->shared) && !ferror(job->shared)))
        return;
    pseg_progress_clear(job->progress);
    complain("segment", "cannot write %s: %s", job->shared_name, strerror(errno ? errno : EIO));
    tally->broken = job->stop = 1;
}

void segment_report(struct segment_tally *tally, struct segment_job *job,
                    enum segment_outcome outcome, const struct pseg_error *error)
{
    if (outcome == SEGMENT_KEPT || outcome == SEGMENT_FAILED || outcome == SEGMENT_BROKEN) {
        pseg_progress_clear(job->progress);
        complain("segment", "%s", error->text);
        tally->complaints++;
    }
    if (outcome == SEGMENT_BROKEN)
        tally->broken = job->stop = 1;
    check_shared(tally, job);
    if (outcome == SEGMENT_DONE || outcome == SEGMENT_KEPT)
        tally->done += !tally->broken;
}
