/**
 * Description-aware mention enhancement: of the descriptions of all entities that bear a mention's
 * name, a language model picks the one that fits the text. What is asked, how, and what an answer
 * means.
 */
package org.melange.enrich;
