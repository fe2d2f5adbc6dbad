/**
 * The sample corpus of the demo, made here from facts and geometry: real entities whose names are
 * shared, flags drawn from a small language, and posts that show them. Pure Java.
 *
 * <p>The way through: {@link org.melange.sample.SampleEntities} loads the entities, {@link
 * org.melange.sample.flag.FlagSpec} and {@link org.melange.sample.flag.FlagPainter} draw their
 * flags, and {@link org.melange.sample.SampleCorpus} writes knowledge base, posts, pictures and
 * gold links.
 */
package org.melange.sample;
