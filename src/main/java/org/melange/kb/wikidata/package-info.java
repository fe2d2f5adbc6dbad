/**
 * Wikidata's dump of entities in JSON: its lines, entities with their terms and statements, the
 * hierarchy of classes, and redirects.
 *
 * <p>Reads bytes and returns what a knowledge base needs; everything else is skipped without being
 * decoded. Leads to {@code spark.wikidata}, which reads dumps in parallel.
 */
package org.melange.kb.wikidata;
