/**
 * Engines that encode batches of texts and images with CLIP.
 *
 * <p>What may come in: token ids and normalized pixels on the Java heap. A {@link
 * org.melange.clip.engine.ClipEngine} runs the towers; wrappers group texts by length and retry in
 * smaller batches after an out-of-memory error.
 *
 * <p>Where it leads: a {@link org.melange.clip.engine.ClipOutput} on the Java heap, without
 * tensors, for {@code link.model}.
 */
package org.melange.clip.engine;
