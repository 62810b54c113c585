/* The model and the recording (16 kHz, mono, 16 bits), as they are in their files. */
    .section .model, "a"
    .global model, model_end
    .balign 16
model:
    .incbin MODEL
model_end:

    .section .recording, "a"
    .global recording, recording_end
    .balign 4
recording:
    .incbin RECORDING
recording_end:
