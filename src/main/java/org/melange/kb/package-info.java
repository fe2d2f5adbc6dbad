/**
 * The knowledge base: entities, their names, the formats they are imported from, and the candidates
 * of a mention. Pure Java.
 */
package org.melange.kb;
