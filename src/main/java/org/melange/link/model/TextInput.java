package org.melange.link.model;

import org.melange.clip.tokenizer.ClipTokenizer;

/**
 * A text as the encoder takes it.
 *
 * @param key names the content: a hash of the token ids, so that texts which differ only behind the
 *     cut are one
 * @param tokens its token ids
 */
public record TextInput(String key, ClipTokenizer.Encoded tokens) {}
