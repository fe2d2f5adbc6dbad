/** The demo: a sample corpus, a small model that ships, and the training of that model. */
package org.melange.job.demo;
