"""FHIR R4 (4.0.1), as record systems speak: a plan as a Bundle, and needs of visits out of one.

=====================  =====================================================================
visit that is asked    ``ServiceRequest``
visit with its time    ``Appointment``, based on the request
how far it has come    ``Task`` with the request as its focus
patient                ``Patient``: an identifier, no name
member of staff        ``Practitioner`` and ``PractitionerRole`` (profession, skills)
car                    ``Device``, its shift a ``Schedule`` of car and crew
place                  ``Location`` with position
=====================  =====================================================================

Plain dictionaries; tests validate them with ``fhir.resources`` (R4B, which has these resources as R4 has them).
"""
