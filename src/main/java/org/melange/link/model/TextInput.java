package org.melange.link.model;

import org.melange.clip.tokenizer.ClipTokenizer;

/**
 * A text on its way to the encoder. Immutable.
 *
 * @param key a hash of the token ids: texts that differ only where they are truncated have the same
 * @param tokens its token ids
 */
public record TextInput(String key, ClipTokenizer.Encoded tokens) {}
