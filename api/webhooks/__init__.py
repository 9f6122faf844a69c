"""Telling other systems that plans and jobs have changed: what, in which version; never about whom.

A change and what is to be told of it commit together; a thread delivers it, again and again if need be.
"""
