/**
 * The import of Wikidata's dumps as {@code import-kb} does it: options, plan, tables of counts.
 *
 * <p>{@code spark.wikidata} does the work.
 */
package org.melange.job.wikidata;
