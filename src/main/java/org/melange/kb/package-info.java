/**
 * The knowledge base: entities, parsers of entity formats, merging of records and redirects.
 *
 * <p>Names and candidates are in {@link org.melange.kb.name}. Depends on {@link org.melange.corpus}
 * only.
 */
package org.melange.kb;
