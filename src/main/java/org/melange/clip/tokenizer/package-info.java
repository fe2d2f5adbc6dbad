/**
 * The byte-pair tokenizer of CLIP, and a trainer for small vocabularies.
 *
 * <p>What may come in: any text, and a {@code tokenizer.json} of Hugging Face. {@link
 * org.melange.clip.tokenizer.ClipTokenizer} calls the native tokenizer of Hugging Face through DJL.
 *
 * <p>Where it leads: token ids of a fixed length, the input of the text tower in {@code clip}.
 */
package org.melange.clip.tokenizer;
