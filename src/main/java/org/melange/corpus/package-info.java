/**
 * Posts and the mentions in them: records, parsers of post formats, and references to images.
 *
 * <p>A parser reads a raw post, {@link org.melange.corpus.PostAssembler} validates it, and the
 * outcome is a {@link org.melange.corpus.ParsedPost}: a post, or a rejection for the quarantine.
 * Depends on no other package of this project.
 */
package org.melange.corpus;
