/* jack_play NAME FILE: a JACK client NAME with one output, which plays FILE (raw 32-bit floats at
 * the server's rate) from its first sample to its last once somebody listens, then silence until
 * it is told to go. Says "ready" on stdout when it can be found. */
#include <jack/jack.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct player {
    jack_port_t *port;
    float *samples; /* [n] */
    size_t n, played;
};

static int play(jack_nframes_t frames, void *user)
{
    struct player *p = user;
    float *out = jack_port_get_buffer(p->port, frames);
    const size_t left = p->n - p->played, now = left < frames ? left : frames;
    memset(out, 0, frames * sizeof *out);
    if (jack_port_connected(p->port)) {
        memcpy(out, p->samples + p->played, now * sizeof *out);
        p->played += now;
    }
    return 0;
}

static int load(struct player *p, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END))
        return -1;
    p->n = (size_t)ftell(f) / sizeof *p->samples;
    rewind(f);
    p->samples = malloc(p->n * sizeof *p->samples);
    const int whole = p->samples && fread(p->samples, sizeof *p->samples, p->n, f) == p->n;
    fclose(f);
    return whole ? 0 : -1;
}

static void leave(int signal)
{
    (void)signal;
    _exit(0);
}

int main(int argc, char **argv)
{
    struct player p = {0};
    if (argc != 3 || load(&p, argv[2])) {
        fprintf(stderr, "jack_play: NAME FILE, please\n");
        return 2;
    }
    jack_client_t *client = jack_client_open(argv[1], JackNoStartServer, NULL);
    if (!client) {
        fprintf(stderr, "jack_play: there is no JACK server\n");
        return 1;
    }
    signal(SIGTERM, leave);
    p.port = jack_port_register(client, "out", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    jack_set_process_callback(client, play, &p);
    if (!p.port || jack_activate(client)) {
        fprintf(stderr, "jack_play: JACK refuses the client\n");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}
