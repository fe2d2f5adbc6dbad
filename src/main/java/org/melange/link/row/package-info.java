/**
 * Rows: the encoded form of a mention or an entity that pairs are scored from, and the plain pair
 * scorer.
 */
package org.melange.link.row;
