/**
 * Draws the flags of the sample corpus from a small language, see {@link
 * org.melange.sample.flag.FlagSpec}.
 */
package org.melange.sample.flag;
