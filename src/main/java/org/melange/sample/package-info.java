/**
 * The synthetic corpus of the demo: real entities that share names, flags that are drawn from a
 * small language, and posts that show them.
 *
 * <p>{@link org.melange.sample.SampleEntities} loads the entities, {@link
 * org.melange.sample.flag.FlagSpec} and {@link org.melange.sample.flag.FlagPainter} draw their
 * flags, and {@link org.melange.sample.SampleCorpus} writes knowledge base, posts, images and gold
 * links.
 */
package org.melange.sample;
