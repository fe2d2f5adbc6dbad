/**
 * The names, texts and words of a knowledge base as files that are mapped into memory, so that
 * their number is not limited by the heap.
 *
 * <p>Files are immutable. Each covers a range of keys, of numbers or of features, and is written
 * apart from the others; readers need all files of a kind and sort them by what they say about
 * themselves. {@link org.melange.kb.index.SectionWriter} defines the format, {@link
 * org.melange.kb.index.NameIndex} finds names. Readers are safe for any number of threads.
 */
package org.melange.kb.index;
