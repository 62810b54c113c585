/* What `phoneseg reproduce` was asked for, shared by its parts. */
#ifndef REPRODUCE_H
#define REPRODUCE_H

struct reproduce_options {
    const char *task;  /* a numerical task instead of boundaries; NULL: none */
    const char *out;   /* folder of the results, made where it is missing */
    const char *cells; /* names of cells, with commas between; NULL: those of the paper */
    int quick;         /* about a minute: fewer of everything */

    /* of a task; 0: its own */
    int seeds;   /* 1 .. seeds */
    int epochs;  /* at most */
    int batch;   /* sequences */
    double rate; /* of Adam */
};

/* options->task: trains the cells, writes TASK.md, TASK.csv and pictures into options->out. An exit
 * status, after saying what is wrong with it. */
int reproduce_task(const struct reproduce_options *options);

#endif
